export interface StopMatcher {
  /** What may be shown of the text so far. After `hasStopped` nothing more comes. */
  push(text: string): string
  /** What was held back because it might have begun a stop string: shown when the answer ends otherwise. */
  flush(): string
  readonly hasStopped: boolean
}

/** Ends a stream at the first of these strings, of which it never shows a character. */
export function createStopMatcher(stops: string[]): StopMatcher {
  let held = ''
  let hasStopped = false
  return {
    push(text) {
      if (hasStopped) return ''
      const all = held + text
      const end = firstIndexOf(all, stops)
      hasStopped = end !== -1
      const shownLength = hasStopped ? end : all.length - heldLength(all, stops)
      held = hasStopped ? '' : all.slice(shownLength)
      return all.slice(0, shownLength)
    },
    flush() {
      const rest = held
      held = ''
      return rest
    },
    get hasStopped() {
      return hasStopped
    },
  }
}

function firstIndexOf(text: string, stops: string[]): number {
  let first = -1
  for (const stop of stops) {
    const index = text.indexOf(stop)
    if (index !== -1 && (first === -1 || index < first)) first = index
  }
  return first
}

/** The length of the longest end of the text that begins a stop string. */
function heldLength(text: string, stops: string[]): number {
  let longest = 0
  for (const stop of stops) {
    const most = Math.min(stop.length - 1, text.length)
    for (let length = most; length > longest; length -= 1) {
      if (stop.startsWith(text.slice(text.length - length))) longest = length
    }
  }
  return longest
}
