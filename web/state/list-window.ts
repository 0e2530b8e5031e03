/** As long as the height of an item is not known. */
export const ESTIMATE_PX = 120

/** The items from `start` to before `end`. */
export interface Range {
  start: number
  end: number
}

/** Where each item of a long list begins, as far as their heights are known. Costs one pass when a height or the list changed. */
export function createListWindow() {
  const heights = new Map<string, number>()
  let keys: readonly string[] = []
  let offsets: number[] | null = [0]

  /** Of each item its beginning; one more, which is the end of the list. */
  function list(): number[] {
    if (offsets) return offsets
    offsets = [0]
    let sum = 0
    for (const key of keys) {
      sum += heights.get(key) ?? ESTIMATE_PX
      offsets.push(sum)
    }
    return offsets
  }

  function setKeys(next: readonly string[]): void {
    if (next === keys) return
    keys = next
    offsets = null
  }

  /** By how much the item became taller than it was, or was thought to be. */
  function measure(key: string, height: number): number {
    const before = heights.get(key) ?? ESTIMATE_PX
    if (Math.abs(height - before) < 0.5 && heights.has(key)) return 0
    heights.set(key, height)
    offsets = null
    return height - before
  }

  /** The items between two heights. */
  function find(top: number, bottom: number): Range {
    const start = indexAt(list(), top)
    const end = Math.min(keys.length, indexAt(list(), bottom) + 1)
    return { start, end }
  }

  /** How high the items are together. */
  function heightOf({ start, end }: Range): number {
    const all = list()
    return (all[end] ?? 0) - (all[start] ?? 0)
  }

  const offsetOf = (index: number) => list()[index] ?? 0

  return { setKeys, measure, find, heightOf, offsetOf }
}

export type ListWindow = ReturnType<typeof createListWindow>

/** The last item that begins at or above the height. */
function indexAt(offsets: readonly number[], height: number): number {
  let low = 0
  let high = Math.max(0, offsets.length - 2)
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((offsets[middle] ?? 0) <= height) low = middle
    else high = middle - 1
  }
  return low
}
