/**
 * About how many tokens a text takes: a quarter of its letters where they are Latin, half of them where they are not. Models count
 * differently; it is meant for “will this fit?”, not for a bill.
 */
export function estimateTokens(text: string): number {
  let tokens = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    tokens += code < 0x2_50 ? 0.28 : code < 0x5_90 ? 0.5 : 1
  }
  return Math.ceil(tokens)
}
