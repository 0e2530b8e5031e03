import { z } from 'zod'

/** An organisation of this installation, as its operator sees it: that it is there, and nothing of what is in it. */
export const InstalledOrganisation = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: z.iso.datetime(),
})
export type InstalledOrganisation = z.infer<typeof InstalledOrganisation>

export const InstalledOrganisationList = z.object({
  organisations: z.array(InstalledOrganisation),
})
export type InstalledOrganisationList = z.infer<typeof InstalledOrganisationList>

export const NameOrganisation = z.object({
  name: z.string().trim().min(1).max(200),
})
export type NameOrganisation = z.infer<typeof NameOrganisation>

export const CreatedOrganisation = z.object({
  organisation: InstalledOrganisation,
  /** Signs its first owner in: once, within 15 minutes. */
  signInUrl: z.url(),
})
export type CreatedOrganisation = z.infer<typeof CreatedOrganisation>
