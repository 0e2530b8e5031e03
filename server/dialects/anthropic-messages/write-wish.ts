import type { ChatCall, ReasoningWish } from '../conversation.ts'
import type { Target } from '../dialect.ts'
import { said, type JsonObject } from '../json-values.ts'
import { proofFor } from '../proof.ts'
import type { Leaving } from './write-parts.ts'
import { lookup } from '#server/lib/lookup.ts'

export interface WishContext {
  target: Target
  /** The most that may be written, thoughts included. */
  maxTokens: number
  leaving: Leaving
}

export interface WrittenWish {
  thinking: JsonObject | null
  effort: string | null
  maxTokens: number
}

const EFFORTS: Record<string, string | undefined> = lookup({ minimal: 'low', none: undefined })
/** Tokens of thinking for an effort, for models that must be given a number. At least 1,024 is the rule. */
const BUDGETS: Record<string, number | undefined> = lookup({
  minimal: 1024,
  low: 2048,
  medium: 8192,
  high: 24_576,
  xhigh: 32_000,
  max: 32_000,
})
const LEAST_BUDGET = 1024

/** How much is to be thought: in words where the model decides for itself, as a number of tokens where it must be told. */
export function writeWish(call: ChatCall, context: WishContext): WrittenWish {
  const { reasoning } = call
  const { maxTokens, leaving, target } = context
  const silent = { thinking: null, effort: null, maxTokens }
  if (!reasoning) return silent
  if (leaving.isOwn) return { ...writeOwnWish(reasoning), maxTokens }
  if (target.hasReasoning === false) {
    if (reasoning.effort !== 'none') leaving.dropped.add('reasoning_effort')
    return silent
  }
  if (reasoning.effort === 'none') return { ...silent, thinking: { type: 'disabled' } }
  // Thinking leaves the choice of the tool to the model.
  const { toolChoice } = call
  if (toolChoice?.type === 'any' || toolChoice?.type === 'tool') {
    leaving.dropped.add('reasoning_effort')
    return silent
  }
  if (target.thinking === 'budget') {
    if (hasProofs(call)) return withBudget(reasoning, context)
    leaving.dropped.add('reasoning_effort')
    return silent
  }
  const { effort } = reasoning
  const word = effort === null ? null : effort in EFFORTS ? (EFFORTS[effort] ?? null) : effort
  return { thinking: { type: 'adaptive' }, effort: word, maxTokens }
}

/** A turn that goes on after tool calls must begin with the thoughts that led to them, and their proof. */
function hasProofs({ messages }: ChatCall): boolean {
  if (messages.at(-1)?.role !== 'tool') return true
  const turn = messages.findLast(({ role }) => role === 'assistant')
  return (turn?.parts ?? []).some(
    (part) =>
      part.type === 'reasoning' &&
      proofFor('anthropic-messages', part.signature ?? part.encrypted) !== undefined,
  )
}

/** The answer keeps the room it was given, as far as the model has any: thinking comes on top. */
function withBudget(
  { effort, budgetTokens }: ReasoningWish,
  { maxTokens, target }: WishContext,
): WrittenWish {
  const wanted = Math.max(LEAST_BUDGET, budgetTokens ?? BUDGETS[effort ?? 'medium'] ?? LEAST_BUDGET)
  const most = Math.min(maxTokens + wanted, target.maxOutputTokens ?? Infinity)
  const budget_tokens = Math.max(LEAST_BUDGET, Math.min(wanted, most - 1))
  return {
    thinking: { type: 'enabled', budget_tokens },
    effort: null,
    maxTokens: Math.max(most, budget_tokens + 1),
  }
}

function writeOwnWish(wish: ReasoningWish): Pick<WrittenWish, 'thinking' | 'effort'> {
  const { effort, budgetTokens, isAdaptive, display } = wish
  if (budgetTokens !== null) {
    const thinking = said({ type: 'enabled', budget_tokens: budgetTokens, display })
    return { thinking, effort }
  }
  if (effort === 'none') return { thinking: { type: 'disabled' }, effort: null }
  if (isAdaptive) return { thinking: said({ type: 'adaptive', display }), effort }
  return { thinking: null, effort }
}
