import { z } from 'zod'

const ModelCache = z.strictObject({
  /** How long an answer may be given again. */
  ttlSeconds: z
    .int()
    .min(1)
    .max(30 * 24 * 3600)
    .meta({ examples: [3600] })
    .default(3600),
  /** Memory for the answers of this model; the ones that were not asked for the longest go first. */
  maxBytes: z
    .int()
    .min(1024)
    .max(4 * 1024 * 1024 * 1024)
    .meta({ examples: [50_000_000] })
    .default(50_000_000),
  /** Also where the request does not say temperature 0, and another answer might have come. */
  anyTemperature: z
    .boolean()
    .meta({ examples: [true] })
    .default(false),
})
export type ModelCache = z.infer<typeof ModelCache>

/** The `cache:` section of galerne.yaml: models and routes, by the names that callers use. Absent: nothing is kept. */
export const CacheSettings = z
  .record(z.string().min(1), ModelCache)
  .meta({ examples: [{ 'mistral-small': { ttlSeconds: 3600, maxBytes: 50_000_000 } }] })
