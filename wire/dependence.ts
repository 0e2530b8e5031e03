import { z } from 'zod'

/** On what an organisation may come to depend. */
export const Dimension = z.enum(['provider', 'operator', 'jurisdiction', 'region'])
export type Dimension = z.infer<typeof Dimension>

/** What is taken away in a drill. */
export const Loss = z.strictObject({ by: Dimension, name: z.string().min(1).max(200) })
export type Loss = z.infer<typeof Loss>

/** `dry`: what the last days say; `live`: taken away from real traffic, for so many minutes. */
export const StartDrill = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('dry'), lose: Loss, days: z.int().min(1).max(90).default(7) }),
  z.strictObject({ mode: z.literal('live'), lose: Loss, minutes: z.int().min(1).max(240) }),
])
export type StartDrill = z.input<typeof StartDrill>

/** What would become of the calls of one name. */
export const DrilledModel = z.object({
  model: z.string(),
  operation: z.string(),
  calls: z.int(),
  /** Of these, calls that the lost deployments answered. */
  affectedCalls: z.int(),
  verdict: z.enum(['unaffected', 'moves', 'fails']),
  /** `provider/model` that would take over; null: nobody. */
  to: z.string().nullable(),
  /** Milliseconds to the first content, as measured; null: never measured. */
  latencyBeforeMs: z.number().nullable(),
  latencyAfterMs: z.number().nullable(),
  /** What the affected calls cost, and would have cost, in micro-units of `currency`; null: no price is known. */
  microsBefore: z.number().nullable(),
  microsAfter: z.number().nullable(),
})
export type DrilledModel = z.infer<typeof DrilledModel>

export const DrillReport = z.object({
  lose: Loss,
  from: z.string(),
  until: z.string(),
  /** `provider/model` of all that would be gone. */
  lost: z.array(z.string()),
  calls: z.int(),
  affectedCalls: z.int(),
  failingCalls: z.int(),
  currency: z.string(),
  /** The most affected first. */
  models: z.array(DrilledModel),
})
export type DrillReport = z.infer<typeof DrillReport>

export const LiveDrill = z.object({
  id: z.string(),
  lose: Loss,
  startedBy: z.string(),
  startedAt: z.string(),
  until: z.string(),
})
export type LiveDrill = z.infer<typeof LiveDrill>

/** What can be lost, and the drill that runs; null: none. */
export const DrillState = z.object({
  live: LiveDrill.nullable(),
  choices: z.array(Loss.extend({ deployments: z.int() })),
})
export type DrillState = z.infer<typeof DrillState>

export const Share = z.object({
  /** `named`, the organisation's own machines, or not declared. */
  kind: z.enum(['named', 'own', 'unknown']),
  name: z.string().nullable(),
  calls: z.int(),
  tokens: z.int(),
  micros: z.int(),
})
export type Share = z.infer<typeof Share>

/** Herfindahl–Hirschman index, 0 to 10,000: the sum of the squared shares in per cent; null: nothing was used. */
export const Concentration = z.object({
  calls: z.int().nullable(),
  tokens: z.int().nullable(),
  spend: z.int().nullable(),
})
export type Concentration = z.infer<typeof Concentration>

export const ChecklistItem = z.object({
  kind: z.enum([
    'second-deployment',
    'route-depends-on-one',
    'declare-tags',
    'retires',
    'no-own-hardware',
    'never-drilled',
    'spend-concentrated',
  ]),
  /** What it is about: a model, a route, a provider; empty: all of it. */
  subject: z.string(),
  /** What is missing, a date, a name; null: nothing more to say. */
  detail: z.string().nullable(),
  isDone: z.boolean(),
})
export type ChecklistItem = z.infer<typeof ChecklistItem>

export const DependenceReport = z.object({
  from: z.string(),
  until: z.string(),
  currency: z.string(),
  totals: z.object({ calls: z.int(), tokens: z.int(), micros: z.int() }),
  shares: z.record(Dimension, z.array(Share)),
  concentration: z.record(Dimension, Concentration),
  /** One a day, the earliest first; a day without calls is left out. */
  overTime: z.array(z.object({ day: z.string(), index: z.record(Dimension, z.int().nullable()) })),
  checklist: z.array(ChecklistItem),
})
export type DependenceReport = z.infer<typeof DependenceReport>

/** A name that callers use, and where its calls may go. */
export const RouteInfo = z.object({
  name: z.string(),
  isConfigured: z.boolean(),
  strategy: z.string(),
  delivery: z.enum(['streamed', 'whole']),
  targets: z.array(
    z.object({
      name: z.string(),
      weight: z.number(),
      state: z.enum(['closed', 'open', 'half-open', 'cooling', 'quarantined']),
    }),
  ),
})
export type RouteInfo = z.infer<typeof RouteInfo>
export const RouteList = z.object({ routes: z.array(RouteInfo) })
