/** Finds where one JSON value ends in text that is still being written. */
export interface ValueScanner {
  /** The part of this text that belongs to the value. */
  push(text: string): string
  isInString(): boolean
  isDone(): boolean
  seen(): string
}

interface ScanState {
  depth: number
  isString: boolean
  isEscaped: boolean
  isDone: boolean
  seen: string
}

const START: ScanState = { depth: 0, isString: false, isEscaped: false, isDone: false, seen: '' }

export function createValueScanner(): ValueScanner {
  const state = { ...START }
  return {
    push(text) {
      let end = 0
      while (end < text.length && !state.isDone) {
        step(state, text[end] ?? '')
        // A bare word ends with what follows it, which is not part of it.
        if (state.isDone && isAfterWord(text[end] ?? '')) break
        end += 1
      }
      const part = text.slice(0, end)
      state.seen += part
      return part
    },
    isInString: () => state.isString,
    isDone: () => state.isDone,
    seen: () => state.seen,
  }
  function isAfterWord(character: string): boolean {
    return state.depth < 0 || (state.depth === 0 && /[,\s]/.test(character))
  }
}

function step(state: ScanState, character: string): void {
  if (state.isString) {
    if (state.isEscaped) state.isEscaped = false
    else if (character === '\\') state.isEscaped = true
    else if (character === '"') state.isString = false
    state.isDone = !state.isString && state.depth === 0
    return
  }
  if (character === '"') state.isString = true
  else if (character === '{' || character === '[') state.depth += 1
  else if (character === '}' || character === ']') state.depth -= 1
  else if (state.depth > 0 || !/[,\s]/.test(character)) return
  state.isDone = !state.isString && state.depth <= 0
}
