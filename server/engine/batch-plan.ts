/** What a running generation wants of the next forward pass. */
export interface Runnable {
  /** The sequence it runs in. */
  sequenceId: number
  /** Tokens not yet computed: one while it is answering, more while it is reading its prompt. */
  pendingTokens: number
  isAnswering: boolean
  startedAtMs: number
}

export interface BatchLimits {
  batchTokens: number
  /** Of prompts, measured; it sizes their part of a batch so that nobody waits long for the next token. */
  promptTokensPerSecond: number
  /** Whether somebody waits for a place. */
  hasQueue: boolean
  /** Whether the step before computed answers. */
  isPromptsTurn: boolean
  /** Whether it is the oldest prompt that comes first, or the shortest. */
  isOldestsTurn: boolean
}

export interface Share<T> {
  runnable: T
  tokens: number
}

/**
 * A token of each answer and a piece of the prompts, in turns: llama.cpp computes in one go only sequences that have as many tokens,
 * so a pass of both would be two, of which the first is one for a token of everything. Pieces bound the time between two tokens of
 * an answer, and the time that a cancelled prompt still takes. One after the other, prompts are read sooner than all together: every
 * second piece is the oldest's, the others go to the shortest.
 */
export function planBatch<T extends Runnable>(runnables: T[], limits: BatchLimits): Share<T>[] {
  const answering = runnables.filter((one) => one.isAnswering)
  const reading = runnables.filter((one) => !one.isAnswering)
  const isForAnswers = answering.length > 0 && (reading.length === 0 || !limits.isPromptsTurn)
  const shares = isForAnswers
    ? answering.map((runnable) => ({ runnable, tokens: 1 }))
    : toPieces(inTurn(reading, limits), promptTokens(limits, runnables.length))
  // llama.cpp joins only sequences that follow each other in the batch.
  return shares.toSorted((a, b) => a.runnable.sequenceId - b.runnable.sequenceId)
}

function inTurn<T extends Runnable>(reading: T[], { isOldestsTurn }: BatchLimits): T[] {
  const byLength = reading.toSorted((a, b) => a.pendingTokens - b.pendingTokens)
  if (!isOldestsTurn) return byLength
  const oldest = reading.toSorted((a, b) => a.startedAtMs - b.startedAtMs).slice(0, 1)
  return [...oldest, ...byLength.filter((one) => !oldest.includes(one))]
}

function toPieces<T extends Runnable>(inOrder: T[], most: number): Share<T>[] {
  const shares: Share<T>[] = []
  let left = most
  for (const runnable of inOrder) {
    const tokens = Math.min(runnable.pendingTokens, left)
    if (tokens > 0) shares.push({ runnable, tokens })
    left -= tokens
  }
  return shares
}

/** With others waiting for their next token. */
const SHARED_PIECE = { ms: 100, leastTokens: 16 }
/** Alone. Pieces of less than 64 tokens are read at little more than half the speed of long ones. */
const LONE_PIECE = { ms: 500, leastTokens: 64 }

function promptTokens(limits: BatchLimits, running: number): number {
  const { batchTokens, promptTokensPerSecond, hasQueue } = limits
  const piece = running === 1 && !hasQueue ? LONE_PIECE : SHARED_PIECE
  const tokens = Math.floor((promptTokensPerSecond * piece.ms) / 1000)
  return Math.min(Math.max(tokens, piece.leastTokens), batchTokens)
}
