import { z } from 'zod'

/** Named sets of rights within one organisation; server/access/roles.ts says which. */
export const Role = z.enum([
  'owner',
  'administrator',
  'auditor',
  'data-protection-officer',
  'builder',
  'member',
  'guest',
])
export type Role = z.infer<typeof Role>
