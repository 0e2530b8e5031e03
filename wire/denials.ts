import { z } from 'zod'
import { Classification } from './classification.ts'
import { Role } from './roles.ts'

/**
 * What stands in the way, by a code that stays the same: for whoever says it in another language than the English `message`.
 * A closed list: a code without words in the web app does not compile.
 */
export const DenialCode = z.enum([
  /** A rule of the organisation's own, which `text` gives a reason for, where it has one. */
  'rule',
  /** Only what a rule permits may be done, and none does. */
  'not-permitted',
  /** None of one's roles allows it: `roles` do. */
  'no-role',
  /** The rules cannot be read or evaluated. */
  'rules-broken',
  /** Signed in by one factor alone. */
  'weak-sign-in',
  /** The connection was declared for lesser classes alone. */
  'clearance',
  'not-own-hardware',
  /** Not declared to compute in the EU. */
  'not-in-eu',
  /** Not declared to be under the law of the EU. */
  'not-under-eu-law',
  /** Another demand of the route, the key or the request. */
  'demand',
  'not-certified',
  'certificate-ended',
  'training',
  'retention',
])
export type DenialCode = z.infer<typeof DenialCode>

export const DenialCause = z.object({
  code: DenialCode,
  /** Whose rule it is. */
  classification: Classification.optional(),
  /** Of `rule`: the reason as the organisation wrote it. */
  text: z.string().optional(),
  /** Of `no-role`: those that allow it. */
  roles: z.array(Role).optional(),
  /** Which certificate, and its last day (UTC). */
  certificate: z.string().optional(),
  until: z.string().optional(),
  /** How long what is sent may be kept. */
  days: z.int().nonnegative().optional(),
})
export type DenialCause = z.infer<typeof DenialCause>
