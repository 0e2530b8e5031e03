import { z } from 'zod'
import { Classification } from './classification.ts'

const Names = z.array(z.string().min(1)).min(1)

/** Where a deployment computes, by whom and under whose law, as it was declared. Null: not known. */
export const DeploymentPlace = z.object({
  region: z.string().nullable(),
  dataZone: z.string().nullable(),
  operator: z.string().nullable(),
  jurisdiction: z.string().nullable(),
  retentionDays: z.number().nullable(),
  trainsOnData: z.boolean().nullable(),
  isOwnHardware: z.boolean(),
  certifications: z.array(z.string()).readonly(),
  /** The last day of those that end, `2027-03-31`; from the next one on they do not count. */
  certificationsUntil: z.record(z.string(), z.string()).readonly().optional(),
  /** The most careful class that may be sent there; null or absent: the connection sets no such limit. */
  clearedFor: Classification.nullish(),
})
export type DeploymentPlace = z.infer<typeof DeploymentPlace>

/** What a deployment must be, by its declared tags. What is not declared does not meet a demand. */
export const DeploymentRequirements = z
  .strictObject({
    /** One of these; `EU` holds every member state as well. */
    jurisdictions: Names.optional(),
    dataZones: Names.optional(),
    regions: Names.optional(),
    operators: Names.optional(),
    /** All of these. */
    certifications: Names.optional(),
    /** The provider does not train on what is sent. */
    noTraining: z.boolean().optional(),
    /** The organisation's own machines. */
    ownHardware: z.boolean().optional(),
    /** 0: nothing may be kept there. */
    maxRetentionDays: z.int().nonnegative().optional(),
  })
  .meta({ examples: [{ jurisdictions: ['EU'], noTraining: true }] })
export type DeploymentRequirements = z.infer<typeof DeploymentRequirements>
