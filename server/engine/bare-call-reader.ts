import { createValueScanner, type ValueScanner } from './json-value-scanner.ts'

export interface BareCallReader {
  push(text: string): string
  end(): string
}

/**
 * Small models often write a tool call as they were taught, and forget the tags around it, or fence it as code. Where an answer
 * begins with `{"name": "<one of the tools>", "arguments":`, this puts the tags back; everything else passes unchanged.
 */
export function createBareCallReader(
  names: string[],
  tags: { opening: string; closing: string },
): BareCallReader {
  let held = ''
  let value: ValueScanner | undefined
  let isFree = false
  let hasCalls = false
  return { push: (text) => read(text, false), end: () => read('', true) }

  function read(more: string, isEnd: boolean): string {
    held += more
    let out = ''
    for (;;) {
      const piece = value ? inside(value) : outside(isEnd)
      if (piece === null) return out
      out += piece
    }
  }

  /** null: nothing to do until more comes. */
  function outside(isEnd: boolean): string | null {
    if (held === '') return null
    if (isFree) return release()
    // The closing fence of the call before.
    const text = hasCalls ? held.replace(/^\s*(?:```)?\s*/, '') : held
    const start = callStart(text, names)
    if (start === 'maybe') {
      if (!isEnd) return null
      held = hasCalls && /^\s*`{0,3}\s*$/.test(held) ? '' : held
      return held === '' ? null : release()
    }
    if (start === 'no') {
      isFree = true
      held = text
      return release()
    }
    held = text.slice(start)
    value = createValueScanner()
    hasCalls = true
    return tags.opening
  }
  function inside(scanner: ValueScanner): string | null {
    if (held === '') return null
    const part = scanner.push(held)
    held = held.slice(part.length)
    if (!scanner.isDone()) return part
    value = undefined
    return part + tags.closing
  }
  function release(): string {
    const text = held
    held = ''
    return text
  }
}

const FENCE = /^\s*(?:```(?:json)?\s*)?/
const LONGEST_HEAD = 200

/** Where a call's JSON begins; `maybe`: so far it could be one. */
function callStart(text: string, names: string[]): number | 'maybe' | 'no' {
  if ('```json'.startsWith(text.trim())) return 'maybe'
  const start = FENCE.exec(text)?.[0].length ?? 0
  const head = text.slice(start, start + LONGEST_HEAD).replaceAll(/\s/g, '')
  for (const name of names) {
    for (const member of ['arguments', 'parameters']) {
      const wanted = `{"name":${JSON.stringify(name)},"${member}":`
      if (head.startsWith(wanted)) return start
      if (wanted.startsWith(head)) return 'maybe'
    }
  }
  return 'no'
}
