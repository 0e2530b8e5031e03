import { z } from 'zod'
import { RouteInfo } from './dependence.ts'
import { plainText } from './plain-text.ts'
import { DeploymentPlace, DeploymentRequirements } from './routing.ts'

export const ROUTE_STRATEGIES = [
  'order',
  'weight',
  'least-latency',
  'lowest-cost',
  'affinity',
] as const

/** A slash would make it look like a deployment: `provider/model`. */
export const OwnRouteName = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9][\w.:-]*$/, 'has letters, digits, hyphens, points, colons and underscores')

const Milliseconds = z.int().min(1).max(86_400_000)

/** A route as a form has it; what is null is as for every route. */
export const RouteForm = z.strictObject({
  isEnabled: z.boolean(),
  strategy: z.enum(ROUTE_STRATEGIES),
  /** The preferred ones first. */
  to: z
    .array(
      z.strictObject({
        deployment: plainText(300).min(1),
        /** With the strategy `weight` its share, against the sum of all. */
        weight: z.number().min(0).max(1_000_000).default(1),
      }),
    )
    .min(1)
    .max(30),
  require: DeploymentRequirements.nullable(),
  /** Until the first content of an answer; beyond it the next deployment is asked. */
  firstContentMs: Milliseconds.nullable(),
  /** The whole of one attempt. */
  totalMs: Milliseconds.nullable(),
  /** Over all deployments. */
  attempts: z.int().min(1).max(10).nullable(),
  hedge: z
    .strictObject({ afterMs: Milliseconds, share: z.number().positive().max(0.5) })
    .nullable(),
  fallbacks: z.strictObject({
    contextLength: z.array(plainText(200).min(1)).max(10),
    capability: z.array(plainText(200).min(1)).max(10),
  }),
  delivery: z.enum(['streamed', 'whole']),
})
export type RouteForm = z.infer<typeof RouteForm>

export const OwnRoute = RouteForm.extend({
  name: z.string(),
  updatedAt: z.iso.datetime(),
  /** Why it takes no calls though it is switched on; null: it does. `file`: galerne.yaml has one of this name. */
  problem: z.enum(['file', 'no-deployment']).nullable(),
})
export type OwnRoute = z.infer<typeof OwnRoute>

/** Something that a route can lead to. */
export const RouteChoice = z.object({
  /** `provider/model`. */
  name: z.string(),
  modelName: z.string(),
  place: DeploymentPlace,
})
export type RouteChoice = z.infer<typeof RouteChoice>

export const OwnRouteList = z.object({
  routes: z.array(OwnRoute),
  /** Those of galerne.yaml, which are changed there. */
  configured: z.array(RouteInfo),
  choices: z.array(RouteChoice),
})
export type OwnRouteList = z.infer<typeof OwnRouteList>
