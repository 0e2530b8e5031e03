/** Character n-grams up to this length; recall weighs β² times as much as precision (Popović 2015, chrF2; sacreBLEU's defaults). */
const MAX_LENGTH = 6
const BETA = 2

/** How alike translations are to their references, 0 to 100, over all sentences together. */
export function chrf(translations: readonly string[], references: readonly string[]): number {
  const scores: number[] = []
  for (let length = 1; length <= MAX_LENGTH; length += 1) {
    let same = 0
    let made = 0
    let wanted = 0
    for (const [index, translation] of translations.entries()) {
      const own = gramsOf(translation, length)
      const reference = gramsOf(references[index] ?? '', length)
      for (const [gram, count] of own) same += Math.min(count, reference.get(gram) ?? 0)
      made += sum(own)
      wanted += sum(reference)
    }
    const precision = made === 0 ? 0 : same / made
    const recall = wanted === 0 ? 0 : same / wanted
    const both = BETA ** 2 * precision + recall
    scores.push(both === 0 ? 0 : ((1 + BETA ** 2) * precision * recall) / both)
  }
  return (100 * scores.reduce((total, each) => total + each, 0)) / scores.length
}

/** Spaces do not count. */
function gramsOf(text: string, length: number): Map<string, number> {
  const bare = text.replaceAll(/\s+/g, '')
  const grams = new Map<string, number>()
  for (let at = 0; at + length <= bare.length; at += 1) {
    const gram = bare.slice(at, at + length)
    grams.set(gram, (grams.get(gram) ?? 0) + 1)
  }
  return grams
}

function sum(grams: ReadonlyMap<string, number>): number {
  return [...grams.values()].reduce((total, count) => total + count, 0)
}
