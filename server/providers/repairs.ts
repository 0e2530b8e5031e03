import { fieldOf } from '#server/lib/field-of.ts'

/**
 * What is mended in a provider's answers, each a habit that breaks clients of OpenAI's dialect.
 * - `tool-call-index`: pieces of tool calls in streams come without their number, or without the type.
 * - `object-arguments`: arguments of tool calls come as an object in place of its JSON text.
 * - `tool-call-finish`: an answer that calls tools ends with `stop`.
 * - `reasoning-apart`: `completion_tokens` do not count the thoughts, which are billed.
 * - `x-groq-usage`, `cache-hit-usage`: usage stands under a name of its own.
 * - `float-embeddings`: numbers come where base64 was asked for.
 */
export const REPAIRS = [
  'tool-call-index',
  'object-arguments',
  'tool-call-finish',
  'reasoning-apart',
  'x-groq-usage',
  'cache-hit-usage',
  'float-embeddings',
] as const
export type Repair = (typeof REPAIRS)[number]

type Members = Record<string, unknown>

/** Mends one whole answer, or the chunks of one stream in their order. */
export interface AnswerRepair {
  /** Without one of these texts in it there is nothing to mend. */
  words: readonly string[]
  /** Changes the parsed answer or chunk in place. True: something was changed. */
  mend(answer: Members): boolean
}

const WORDS: Record<Repair, readonly string[]> = {
  'tool-call-index': ['"tool_calls"'],
  'object-arguments': ['"tool_calls"'],
  'tool-call-finish': ['"tool_calls"', '"stop"'],
  'reasoning-apart': ['"reasoning_tokens"'],
  'x-groq-usage': ['"x_groq"'],
  'cache-hit-usage': ['"prompt_cache_hit_tokens"'],
  'float-embeddings': ['"embedding"'],
}

export function createAnswerRepair(
  repairs: readonly Repair[],
  { wantsBase64 }: { wantsBase64: boolean },
): AnswerRepair {
  const has = (repair: Repair) => repairs.includes(repair)
  const numbers = new Map<unknown, CallNumbers>()
  const mendChoice = (choice: Members): boolean => {
    const said = asMembers(choice.delta) ?? asMembers(choice.message)
    const calls = said && Array.isArray(said.tool_calls) ? said.tool_calls.flatMap(toMembers) : []
    const known: CallNumbers = numbers.get(choice.index) ?? { byId: new Map(), next: 0 }
    numbers.set(choice.index, known)
    let isChanged = false
    for (const call of calls) {
      if (has('tool-call-index') && choice.delta !== undefined) {
        isChanged = number(call, known) || isChanged
      }
      if (has('object-arguments')) isChanged = mendArguments(call) || isChanged
    }
    if (calls.length > 0) known.hasCalls = true
    if (has('tool-call-finish') && known.hasCalls && choice.finish_reason === 'stop') {
      choice.finish_reason = 'tool_calls'
      isChanged = true
    }
    return isChanged
  }
  return {
    words: repairs.flatMap((repair) => WORDS[repair]),
    mend(answer) {
      let isChanged = false
      const choices = Array.isArray(answer.choices) ? answer.choices.flatMap(toMembers) : []
      for (const choice of choices) isChanged = mendChoice(choice) || isChanged
      if (has('x-groq-usage')) isChanged = mendGroqUsage(answer) || isChanged
      if (has('cache-hit-usage')) isChanged = mendCacheUsage(answer) || isChanged
      if (has('reasoning-apart')) isChanged = mendReasoning(answer) || isChanged
      if (wantsBase64 && has('float-embeddings')) isChanged = mendVectors(answer) || isChanged
      return isChanged
    },
  }
}

interface CallNumbers {
  byId: Map<string, number>
  next: number
  hasCalls?: boolean
}

/** By its id where it has one: pieces of one call share it, or have none after the first. */
function number(call: Members, known: CallNumbers): boolean {
  let isChanged = false
  const id = typeof call.id === 'string' && call.id !== '' ? call.id : undefined
  if (typeof call.index !== 'number') {
    const before = id === undefined ? known.next - 1 : known.byId.get(id)
    call.index = before ?? known.next
    isChanged = true
  }
  if (id !== undefined && !known.byId.has(id)) {
    known.byId.set(id, Number(call.index))
    known.next = Math.max(known.next, Number(call.index) + 1)
    if (isChanged) call.type ??= 'function'
  }
  return isChanged
}

function mendArguments(call: Members): boolean {
  const called = asMembers(call.function)
  if (!called || typeof called.arguments !== 'object' || called.arguments === null) return false
  called.arguments = JSON.stringify(called.arguments)
  return true
}

function mendGroqUsage(answer: Members): boolean {
  const usage = fieldOf(answer.x_groq, 'usage')
  if (answer.usage || !usage) return false
  answer.usage = usage
  return true
}

function mendCacheUsage(answer: Members): boolean {
  const usage = asMembers(answer.usage)
  const hits = usage?.prompt_cache_hit_tokens
  if (!usage || typeof hits !== 'number' || usage.prompt_tokens_details) return false
  usage.prompt_tokens_details = { cached_tokens: hits }
  return true
}

/** Only where the total proves it: then thoughts are beside what was said, not among it. */
function mendReasoning(answer: Members): boolean {
  const usage = asMembers(answer.usage)
  const reasoning = fieldOf(usage?.completion_tokens_details, 'reasoning_tokens')
  const said = usage?.completion_tokens
  if (!usage || typeof reasoning !== 'number' || typeof said !== 'number') return false
  if (reasoning === 0 || Number(usage.prompt_tokens) + said + reasoning !== usage.total_tokens) {
    return false
  }
  usage.completion_tokens = said + reasoning
  return true
}

function mendVectors(answer: Members): boolean {
  const list = Array.isArray(answer.data) ? answer.data.flatMap(toMembers) : []
  let isChanged = false
  for (const one of list) {
    if (!Array.isArray(one.embedding)) continue
    one.embedding = Buffer.from(Float32Array.from(one.embedding.map(Number)).buffer).toString(
      'base64',
    )
    isChanged = true
  }
  return isChanged
}

/** The very object, to be changed in place. */
function asMembers(value: unknown): Members | undefined {
  return isMembers(value) ? value : undefined
}

function toMembers(value: unknown): Members[] {
  return isMembers(value) ? [value] : []
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
