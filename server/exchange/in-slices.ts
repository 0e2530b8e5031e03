/** Of one slice. One that is longer by itself is a slice of its own. */
export interface SliceLimits {
  count: number
  chars: number
}

/** The same in order, in parts that are small enough to be read, copied or written without anybody waiting for it. */
export function* inSlices<T>(
  all: readonly T[],
  charsOf: (one: T) => number,
  limits: SliceLimits,
): Generator<T[]> {
  let slice: T[] = []
  let chars = 0
  for (const one of all) {
    const more = charsOf(one)
    const isFull = slice.length >= limits.count || chars + more > limits.chars
    if (slice.length > 0 && isFull) {
      yield slice
      slice = []
      chars = 0
    }
    slice.push(one)
    chars += more
  }
  if (slice.length > 0) yield slice
}
