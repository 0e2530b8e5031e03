import { z } from 'zod'

const Names = z.array(z.string().min(1)).min(1)

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
