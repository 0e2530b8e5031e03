/** A command that is being written: `/word` at the very start, or `@word` after a space, up to the cursor. */
export interface Trigger {
  kind: '/' | '@'
  /** What stands behind the sign, in lower case. */
  query: string
  start: number
  end: number
}

const SLASH = /^\/([\p{L}\p{M}\p{N}_-]*)$/u
const AT = /(?:^|\s)@([\p{L}\p{M}\p{N}_.:-]{0,40})$/u

export function findTrigger(text: string, cursor: number): Trigger | undefined {
  const before = text.slice(0, cursor)
  const slash = SLASH.exec(before)
  if (slash) return { kind: '/', query: toQuery(slash[1]), start: 0, end: cursor }
  const at = AT.exec(before)
  if (!at) return undefined
  const [, word = ''] = at
  return { kind: '@', query: toQuery(word), start: cursor - word.length - 1, end: cursor }
}

function toQuery(word = ''): string {
  return fold(word)
}

/** As one looks for it: `résumé` by `resume`. */
export function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

/** How well something is found by what was typed: 0 best; undefined: not at all. */
export function rankOf(query: string, names: readonly string[]): number | undefined {
  const folded = names.map(fold)
  if (folded[0]?.startsWith(query)) return 0
  if (folded.some((name) => name.startsWith(query))) return 1
  if (folded.some((name) => name.split(/\s+/).some((word) => word.startsWith(query)))) return 2
  return folded.some((name) => name.includes(query)) ? 3 : undefined
}
