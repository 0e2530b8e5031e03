import { z } from 'zod'
import { Role } from './roles.ts'

/** What an organisation has decided for itself. */
export const OrganisationSettings = z.object({
  /** Who may make keys of their own, apart from those who manage all keys. */
  ownKeys: z.enum(['everybody', 'builders', 'nobody']).default('builders'),
  /** What somebody gets who comes in by single sign-on for the first time, and no mapping says otherwise. */
  firstRole: Role.exclude(['owner', 'administrator']).default('member'),
})
export type OrganisationSettings = z.infer<typeof OrganisationSettings>
