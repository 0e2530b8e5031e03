/** As long as the height of an item is not known. */
export const ESTIMATE_PX = 120

/** The items from `start` to before `end`. */
export interface Range {
  start: number
  end: number
}

/**
 * Where each item of a long list begins, as far as their heights are known. Where a height or the list has changed, what stands
 * before it is not gone through again: an answer that grows at the end of 10,000 messages costs what it costs below ten.
 */
export function createListWindow() {
  const heights = new Map<string, number>()
  const places = new Map<string, number>()
  let keys: readonly string[] = []
  /** Of the first items their beginnings, and of the last of those its end. */
  const offsets = [0]

  /** Of each item its beginning; one more, which is the end of the list. */
  function list(): readonly number[] {
    let sum = offsets.at(-1) ?? 0
    for (let at = offsets.length - 1; at < keys.length; at += 1) {
      sum += heights.get(keys[at] ?? '') ?? ESTIMATE_PX
      offsets.push(sum)
    }
    return offsets
  }

  /** What stands behind this place is somewhere else. */
  function moveBehind(place: number): void {
    if (place + 1 < offsets.length) offsets.length = place + 1
  }

  function setKeys(next: readonly string[]): void {
    let same = 0
    while (same < next.length && next[same] === keys[same]) same += 1
    for (const key of keys.slice(same)) places.delete(key)
    for (let at = same; at < next.length; at += 1) places.set(next[at] ?? '', at)
    keys = next
    moveBehind(same)
  }

  /** By how much the item became taller than it was, or was thought to be. */
  function measure(key: string, height: number): number {
    const before = heights.get(key) ?? ESTIMATE_PX
    if (Math.abs(height - before) < 0.5 && heights.has(key)) return 0
    heights.set(key, height)
    const place = places.get(key)
    if (place !== undefined) moveBehind(place)
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
