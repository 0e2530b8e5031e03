/** What is left of a model's context for its answer, where that is not more than a quarter of it. */
const ANSWER_TOKENS = 1_024

/** Of what a model reads at once, what a conversation may fill: the answer needs room as well. */
export function promptRoomOf(contextTokens: number): number {
  return contextTokens - Math.min(ANSWER_TOKENS, Math.floor(contextTokens / 4))
}
