import { z } from 'zod'
import { Classification } from './classification.ts'
import { Denial } from './errors.ts'
import { ClassRules } from './policy.ts'
import { DeploymentPlace } from './routing.ts'

/** One place where a model can be called, and whether words of the class may go there. */
export const PossiblePlace = z.object({
  /** `provider/model` */
  deployment: z.string(),
  modelName: z.string(),
  tags: DeploymentPlace,
  isAllowed: z.boolean(),
  /** Of a no: why, by which rule, and whom to ask. */
  reason: z.string().nullable(),
  rule: z.string().nullable(),
  askWhom: z.string().nullable(),
  /** The same for whoever says it in another language; null: it is allowed. */
  denial: Denial.nullable(),
})
export type PossiblePlace = z.infer<typeof PossiblePlace>

/** Where words went: tries at one deployment, as it was declared then. */
export const Journey = z.object({
  providerId: z.string(),
  upstreamModel: z.string(),
  /** Null: it was not noted. */
  tags: DeploymentPlace.nullable(),
  classification: Classification.nullable(),
  tries: z.int().positive(),
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
})
export type Journey = z.infer<typeof Journey>

/** What holds for one class, for everybody to read. */
export const ClassNotice = z.object({ classification: Classification, rules: ClassRules })
export type ClassNotice = z.infer<typeof ClassNotice>

/** `GET /api/residency?classification=`: where one's words may go. */
export const Residency = z.object({
  classification: Classification,
  /** Of what one does and says nothing of. */
  usual: Classification,
  mayLower: z.boolean(),
  classes: z.array(ClassNotice),
  places: z.array(PossiblePlace),
})
export type Residency = z.infer<typeof Residency>

/** `GET /api/residency/journeys?conversation=`: where one's words went; without a conversation those of the last 30 days. */
export const JourneyList = z.object({ journeys: z.array(Journey) })
export type JourneyList = z.infer<typeof JourneyList>
