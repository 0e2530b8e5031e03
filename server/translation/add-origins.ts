import type { AnswerOrigin, Usage } from '#wire/conversations.ts'
import type { TokenCounts } from '#server/assistant/ask-model.ts'

/** What several calls took together, as of one answer. */
export interface Taken {
  usage: Usage | null
  origin: AnswerOrigin | null
}

/** Adds up; where a call does not know its price or its energy, nobody knows that of all. */
export function createTally() {
  const origins: AnswerOrigin[] = []
  const counts: (TokenCounts | null)[] = []
  return {
    noteOrigin: (origin: AnswerOrigin) => void origins.push(origin),
    noteUsage: (usage: TokenCounts | null) => void counts.push(usage),
    taken: (): Taken => ({ usage: addUsage(counts), origin: addOrigins(origins) }),
  }
}

function addUsage(counts: readonly (TokenCounts | null)[]): Usage | null {
  const known = counts.filter((each) => each !== null)
  if (known.length === 0) return null
  return {
    inputTokens: known.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
    outputTokens: known.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
    isEstimated: known.length < counts.length,
  }
}

function addOrigins(origins: readonly AnswerOrigin[]): AnswerOrigin | null {
  const [first, ...rest] = origins
  if (!first) return null
  return rest.reduce(
    (sum, each): AnswerOrigin => ({
      ...sum,
      costMicros: sum.currency === each.currency ? add(sum.costMicros, each.costMicros) : null,
      elapsedMs: sum.elapsedMs + each.elapsedMs,
      energy: sum.energy &&
        each.energy && {
          method: sum.energy.method,
          milliwattHours: sum.energy.milliwattHours + each.energy.milliwattHours,
        },
    }),
    first,
  )
}

function add(one: number | null, two: number | null): number | null {
  return one === null || two === null ? null : one + two
}
