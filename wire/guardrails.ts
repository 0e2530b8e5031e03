import { z } from 'zod'
import { Classification } from './classification.ts'

/**
 * A check by another model: a signal, not a boundary. `moderation`: a model that answers `/v1/moderations` (Mistral's, OpenAI's
 * and their kin). `judge`: any chat model, told by a prompt what to look for.
 */
export const SaveGuardrail = z.strictObject({
  name: z.string().trim().min(1).max(80),
  adapter: z.enum(['moderation', 'judge']),
  /** Of the gateway's: a model, a route, or `provider/model`. */
  model: z.string().trim().min(1).max(200),
  /** Of a judge: what it is to look for. */
  prompt: z.string().max(8000).nullable().default(null),
  /** Where it looks: at what is asked, at what is answered, or at both. */
  at: z.array(z.enum(['input', 'output'])).min(1),
  /** What follows where it speaks up. `approve`: the caller has to say that it is meant so. */
  effect: z.enum(['warn', 'approve', 'block']),
  /** Scores from 0 to 1; from here on it counts. */
  threshold: z.number().min(0).max(1).default(0.5),
  /** Categories that count, as the model names them; empty: all. */
  categories: z.array(z.string().max(80)).max(50).default([]),
  /** For calls of these names, as callers say them: routes, models, `provider/model`. Empty: of all. */
  routes: z.array(z.string().trim().min(1).max(200)).max(50).default([]),
  /** For calls of these classes. */
  classifications: z.array(Classification).min(1),
  /** Classes of which a call goes on where the check itself fails; for the others it is held back. */
  openFor: z.array(Classification).default(['public', 'internal']),
  timeoutMs: z.int().min(100).max(30_000).default(3000),
  isEnabled: z.boolean().default(true),
})
export type SaveGuardrail = z.infer<typeof SaveGuardrail>

export const Guardrail = SaveGuardrail.extend({ id: z.uuid() })
export type Guardrail = z.infer<typeof Guardrail>

export const GuardrailList = z.object({ guardrails: z.array(Guardrail) })
export type GuardrailList = z.infer<typeof GuardrailList>

/** What a check would say of a text, as it is set up or before it is saved. Nothing of the text is kept. */
export const TryGuardrail = z.strictObject({
  text: z.string().min(1).max(24_000),
  guardrail: SaveGuardrail,
})
export type TryGuardrail = z.infer<typeof TryGuardrail>

export const GuardrailVerdict = z.object({
  isRaised: z.boolean(),
  /** Categories, or the reason of a judge. */
  reasons: z.array(z.string()),
  tookMs: z.int().nonnegative(),
  /** Why there is no verdict; null: there is one. */
  failure: z.string().nullable(),
})
export type GuardrailVerdict = z.infer<typeof GuardrailVerdict>

/** The header by which a caller says that something is meant so: names of guardrails, with commas between. */
export const APPROVED_HEADER = 'x-galerne-approved'
