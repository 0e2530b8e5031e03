import { matchPlaceholder, startersOf, type Matching } from './match-placeholder.ts'
import type { PseudonymMap } from './placeholders.ts'

/** Puts the values back into one text that comes in pieces. */
export interface TextRestorer {
  /** What can be said of it now; what may be the start of a placeholder waits. */
  push(piece: string): string
  /** What is left at its end. */
  end(): string
  readonly isHolding: boolean
}

export interface RestoreOptions {
  /** The text is JSON (arguments of a tool): values are escaped as in one of its strings. */
  isJson?: boolean
}

export function createTextRestorer(
  map: PseudonymMap,
  { isJson = false }: RestoreOptions = {},
): TextRestorer {
  const labels = map.labels()
  const starters = startersOf(labels)
  let held = ''
  let last = ''
  const run = (piece: string, isEnd: boolean): string => {
    // The letter before counts: within a word nothing begins.
    const text = last + held + piece
    const matching: Matching = { map, labels, isJson, isEnd }
    let said = ''
    let from = last.length
    for (let at = from; at < text.length; at += 1) {
      if (!starters.has(text[at] ?? '')) continue
      const match = matchPlaceholder(text, at, matching)
      if (match === null) continue
      said += text.slice(from, at)
      if (match === 'maybe') {
        held = text.slice(at)
        last = at > 0 ? text.slice(at - 1, at) : ''
        return said
      }
      said += match.before + (isJson ? inJson(match.value) : match.value) + match.after
      from = match.end
      at = match.end - 1
    }
    held = ''
    last = text.slice(-1)
    return said + text.slice(from)
  }
  return {
    push: (piece) => run(piece, false),
    end: () => run('', true),
    get isHolding() {
      return held !== ''
    },
  }
}

/** All of a text at once. */
export function restoreText(text: string, map: PseudonymMap, options?: RestoreOptions): string {
  const restorer = createTextRestorer(map, options)
  return restorer.push(text) + restorer.end()
}

function inJson(value: string): string {
  return JSON.stringify(value).slice(1, -1)
}
