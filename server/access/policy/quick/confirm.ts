/** Puts again, to whoever has the last word, what was decided without them. */
export interface Confirming<T> {
  add(decided: T): void
  close(): void
}

/** So many are all confirmed, from then on one in so many. */
const FIRST = 1000
const ONE_IN = 50
/** More do not wait. */
const MOST_WAITING = 200

/**
 * One at a time, when nothing else is waiting.
 * @param isRight Whether it was decided as it should have been.
 * @param onWrong Told once; nothing is confirmed any more.
 */
export function createConfirming<T>(
  isRight: (decided: T) => boolean,
  onWrong: () => void,
): Confirming<T> {
  let waiting: T[] = []
  let count = 0
  let isOver = false
  const goOn = () => {
    const next = waiting.shift()
    if (next === undefined || isOver) return
    if (!isRight(next)) {
      isOver = true
      onWrong()
    } else if (waiting.length > 0) setImmediate(goOn).unref()
  }
  return {
    add(decided) {
      count += 1
      if (isOver || waiting.length >= MOST_WAITING) return
      if (count > FIRST && count % ONE_IN !== 0) return
      waiting.push(decided)
      if (waiting.length === 1) setImmediate(goOn).unref()
    },
    close() {
      isOver = true
      waiting = []
    },
  }
}
