/** A stretch of two texts: in both, only in the first, or only in the second. */
export interface Stretch {
  kind: 'same' | 'removed' | 'added'
  text: string
}

/** More differences than that are no help to anybody: then the whole middle was written anew. */
const MAX_DIFFERENCES = 600

/**
 * What has to be removed from one text and added to it to make the other, in whole words of its language. The shortest such list
 * (Myers, “An O(ND) Difference Algorithm and Its Variations”, 1986), within bounds.
 */
export function diffWords(before: string, after: string, lang: string | null): Stretch[] {
  const [a, b] = [wordsOf(before, lang), wordsOf(after, lang)]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let end = 0
  const most = Math.min(a.length, b.length) - start
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  const stretches: Stretch[] = []
  add(stretches, 'same', a.slice(0, start))
  const middle = { a: a.slice(start, a.length - end), b: b.slice(start, b.length - end) }
  for (const { kind, text } of diffMiddle(middle)) add(stretches, kind, [text])
  add(stretches, 'same', a.slice(a.length - end))
  return stretches
}

/** Words, what stands between them, and nothing lost. */
function wordsOf(text: string, lang: string | null): string[] {
  const segmenter = new Intl.Segmenter(lang ?? undefined, { granularity: 'word' })
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}

function add(to: Stretch[], kind: Stretch['kind'], words: readonly string[]): void {
  if (words.length === 0) return
  const last = to.at(-1)
  if (last?.kind === kind) last.text += words.join('')
  else to.push({ kind, text: words.join('') })
}

interface Middle {
  a: readonly string[]
  b: readonly string[]
}

function diffMiddle(middle: Middle): Stretch[] {
  const { a, b } = middle
  const rounds = a.length === 0 || b.length === 0 ? undefined : findRounds(middle)
  if (rounds) return walkBack(middle, rounds)
  const whole: Stretch[] = []
  add(whole, 'removed', a)
  add(whole, 'added', b)
  return whole
}

/** How far each diagonal reaches, after each number of differences; undefined: there are too many. */
function findRounds({ a, b }: Middle): Map<number, number>[] | undefined {
  const rounds: Map<number, number>[] = []
  let reach = new Map([[1, 0]])
  for (let round = 0; round <= Math.min(MAX_DIFFERENCES, a.length + b.length); round += 1) {
    rounds.push(new Map(reach))
    const next = new Map<number, number>()
    for (let diagonal = -round; diagonal <= round; diagonal += 2) {
      let x = stepTo(reach, diagonal, round)
      let y = x - diagonal
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x += 1
        y += 1
      }
      next.set(diagonal, x)
      if (x >= a.length && y >= b.length) return rounds
    }
    reach = next
  }
  return undefined
}

function isFromAbove(reach: ReadonlyMap<number, number>, diagonal: number, round: number): boolean {
  if (diagonal === -round) return true
  if (diagonal === round) return false
  return (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1)
}

function stepTo(reach: ReadonlyMap<number, number>, diagonal: number, round: number): number {
  return isFromAbove(reach, diagonal, round)
    ? (reach.get(diagonal + 1) ?? 0)
    : (reach.get(diagonal - 1) ?? 0) + 1
}

function walkBack({ a, b }: Middle, rounds: readonly Map<number, number>[]): Stretch[] {
  const steps: Stretch[] = []
  let [x, y] = [a.length, b.length]
  for (let round = rounds.length - 1; round >= 0; round -= 1) {
    const reach = rounds[round] ?? new Map<number, number>()
    const diagonal = x - y
    const isAdded = isFromAbove(reach, diagonal, round)
    const previousX = round === 0 ? 0 : (reach.get(isAdded ? diagonal + 1 : diagonal - 1) ?? 0)
    const startX = round === 0 ? 0 : isAdded ? previousX : previousX + 1
    while (x > startX) {
      x -= 1
      y -= 1
      steps.push({ kind: 'same', text: a[x] ?? '' })
    }
    if (round === 0) break
    if (isAdded) {
      y -= 1
      steps.push({ kind: 'added', text: b[y] ?? '' })
    } else {
      x -= 1
      steps.push({ kind: 'removed', text: a[x] ?? '' })
    }
  }
  return steps.toReversed()
}
