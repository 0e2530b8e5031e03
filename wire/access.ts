import { z } from 'zod'
import { Classification } from './classification.ts'
import { plainText } from './plain-text.ts'
import { Role } from './roles.ts'
import { DeploymentRequirements } from './routing.ts'

/** Exchanges the one-time link of the terminal for a session cookie. */
export const SignIn = z.strictObject({ token: z.string().min(20).max(200) })
export type SignIn = z.infer<typeof SignIn>

export const Session = z.object({
  principal: z.object({
    id: z.string(),
    name: z.string(),
    roles: z.array(Role),
    groups: z.array(z.object({ id: z.string(), name: z.string() })),
    /** Ids of the groups that they administer. */
    administers: z.array(z.string()),
  }),
  organisation: z.object({ id: z.string(), name: z.string() }),
  /** Conversations may be kept on this device; false: whatever is kept goes. Absent: an older server, which lets it be. */
  offlineReading: z.boolean().optional(),
  /**
   * What they may do (wire/actions.ts), for pages that hide what they may not; the server asks again at each request. Not
   * checked against the list: a newer server may know more, and the first page need not carry it.
   */
  rights: z.array(z.string()),
  /** Sent back in the header `x-galerne-csrf` of every request that changes something. */
  csrfToken: z.string(),
  version: z.string(),
})
export type Session = z.infer<typeof Session>

/** `no` on every answer of an organisation that lets no conversation be kept on devices: whatever is kept there goes. */
export const KEEP_HEADER = 'x-galerne-keep'

export const CSRF_HEADER = 'x-galerne-csrf'

/** Whose key it is: the id of a person, a group or a service account. */
export const KeyOwner = z.strictObject({
  kind: z.enum(['person', 'group', 'service']),
  id: plainText(100).min(1),
})
export type KeyOwner = z.infer<typeof KeyOwner>

const Scope = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9-]*(\.[a-z-]+)?$/, 'must be an operation (chat) or an action (spend.read)')

/** An address, or a range of them: `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`. */
const IpRange = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'must be an IP address or a range such as 10.0.0.0/8 or 2001:db8::/32',
})

/** Postgres has no text with NUL, nor half a surrogate pair. */
function isStorable(value: object): boolean {
  return !/\\u(?:0000|d[89a-f])/i.test(JSON.stringify(value))
}

/** What a key may do. Null: whatever keys may, from anywhere, for as long as it exists. */
const KeyRights = {
  /** Operations (`chat`, `embeddings`…) and actions (`spend.read`…). */
  scopes: z.array(Scope).min(1).max(60).nullable(),
  /** Ids of models, `*` for any part of one: `mistral-*`. */
  models: z.array(plainText(200).min(1)).min(1).max(200).nullable(),
  /** What deployments must be like that its data may go to. */
  tags: DeploymentRequirements.refine(
    isStorable,
    'It has characters that cannot be kept.',
  ).nullable(),
  /** How carefully its calls are to be handled; null: as the organisation says. */
  classification: Classification.nullable(),
  ipRanges: z.array(IpRange).min(1).max(100).nullable(),
  expiresAt: z.iso.datetime().nullable(),
  /** A group whose budgets and limits count this key too. */
  group: plainText(100).min(1).nullable(),
}

export const CreateKey = z
  .strictObject({ name: plainText(100).min(1), owner: KeyOwner, ...KeyRights })
  .partial()
  .required({ name: true })
export type CreateKey = z.infer<typeof CreateKey>

/** What is absent stays as it is. */
export const UpdateKey = z
  .strictObject({ name: plainText(100).min(1), isDisabled: z.boolean(), ...KeyRights })
  .partial()
export type UpdateKey = z.infer<typeof UpdateKey>

/** How long the old secret goes on working beside the new one; 0: not at all. */
export const RotateKey = z.strictObject({
  overlapSeconds: z
    .int()
    .min(0)
    .max(90 * 24 * 3600),
})
export type RotateKey = z.infer<typeof RotateKey>

export const Key = z.object({
  id: z.uuid(),
  name: z.string(),
  /** The first characters, to recognise a key by; never the whole. */
  hint: z.string(),
  owner: KeyOwner,
  /** Null: there is nobody of this id any more. */
  ownerName: z.string().nullable(),
  /** False: its owner is suspended or gone, so it lets nobody in. */
  isOwnerActive: z.boolean(),
  ...KeyRights,
  groupName: z.string().nullable(),
  isDisabled: z.boolean(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  /** Until when the secret before this one works; null: there is none. */
  oldSecretUntil: z.iso.datetime().nullable(),
})
export type Key = z.infer<typeof Key>

/** The only time that the secret is shown. */
export const CreatedKey = Key.extend({ secret: z.string() })
export type CreatedKey = z.infer<typeof CreatedKey>

export const KeyList = z.object({ keys: z.array(Key) })
export type KeyList = z.infer<typeof KeyList>

/** A fresh one-time link, for the terminal to show. */
export const SignInLink = z.object({ url: z.url() })
export type SignInLink = z.infer<typeof SignInLink>
