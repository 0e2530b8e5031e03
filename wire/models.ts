import { z } from 'zod'
import { Denial } from './errors.ts'

/** A model as the picker and the catalogue page need it. `/v1/models` has OpenAI's shape instead. */
export const ModelInfo = z.object({
  id: z.string(),
  name: z.string(),
  /** Who answers: `embedded`, `mistral`, `azure`… */
  provider: z.string(),
  isDefault: z.boolean(),
  /** `loading`: the engine starts; `unavailable`: see `reason`. */
  state: z.enum(['ready', 'loading', 'unavailable']),
  reason: z.string().nullable(),
  contextTokens: z.int().positive().nullable(),
  languages: z.array(z.string()),
  /** Pictures can go along with a question; absent: they cannot. */
  seesPictures: z.boolean().optional(),
  licence: z.object({ name: z.string(), url: z.string().nullable() }).nullable(),
  /** Why it may not be used for something of the class that was asked about; null: it may. */
  refusal: Denial.extend({ message: z.string() }).nullable(),
  /** Where the call is computed, for a person to read: "this machine", "EU (Sweden)"… null: not declared. */
  place: z.string().nullable(),
})
export type ModelInfo = z.infer<typeof ModelInfo>

export const ModelInfoList = z.object({ models: z.array(ModelInfo) })
export type ModelInfoList = z.infer<typeof ModelInfoList>
