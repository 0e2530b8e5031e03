/** What a provider's errors are read with: its id is for people, its secrets are for nobody. */
export interface ErrorSource {
  id: string
  /** Takes its own key and address out of a text; absent: it has none. */
  withoutSecrets?(text: string): string
}

const MESSAGE_LENGTH = 2000
const MAX_DETAIL_LENGTH = 16_000
const MAX_DEPTH = 8
/** Keys, as providers like to quote them, and addresses, which are ours to know. */
const CONFIDENTIAL = /\b(?:sk|gal|key|pk|Bearer)[-_ ][\w*.-]{6,}|https?:\/\/[^\s"'<>]+/g
/** Where their programs broke: JavaScript's frames, in a line of their own or not, and Python's. */
const STACK =
  /\n\s{0,20}at [^\n]{0,500}|\bat \S{1,200} \((?:\/|file:|node:|[A-Z]:\\)[^)\n]{0,500}\)|Traceback \(most recent call last\)[^]*/g
const INSIDE = /^(?:stack|stack_?trace|trace|traceback|debug)$/i

/** The message of an error, fit for a caller: without keys, addresses and stacks, and no longer than anybody reads. */
export function concealedText(text: string, source: ErrorSource): string {
  const shorter = text.slice(0, 10 * MESSAGE_LENGTH)
  return hide(shorter, source).slice(0, MESSAGE_LENGTH)
}

/** What else a provider put into an error, the same way. Too much of it is dropped as a whole. */
export function concealedMembers(
  error: Record<string, unknown>,
  source: ErrorSource,
): Record<string, unknown> {
  const isLong = (jsonOf(error)?.length ?? Infinity) > MAX_DETAIL_LENGTH
  if (isLong) return shortOf(error, source)
  return membersOf(error, source, 0)
}

/** Undefined: it is nested so deep that nobody can write it. */
export function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

/** What every client reads. */
function shortOf({ type, code, param }: Record<string, unknown>, source: ErrorSource) {
  const texts = Object.entries({ type, code, param }).filter(([, one]) => typeof one === 'string')
  return Object.fromEntries(
    texts.map(([name, one]) => [name, hide(String(one).slice(0, 200), source)]),
  )
}

function membersOf(object: object, source: ErrorSource, depth: number): Record<string, unknown> {
  const members = Object.entries(object).filter(([name]) => !INSIDE.test(name))
  return Object.fromEntries(
    members.map(([name, value]) => [hide(name, source), concealed(value, source, depth + 1)]),
  )
}

function concealed(value: unknown, source: ErrorSource, depth: number): unknown {
  if (typeof value === 'string') return hide(value, source)
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) return null
  if (Array.isArray(value)) return value.map((one) => concealed(one, source, depth + 1))
  return membersOf(value, source, depth)
}

function hide(text: string, source: ErrorSource): string {
  const own = source.withoutSecrets?.(text) ?? text
  return own.replaceAll(STACK, '').replaceAll(CONFIDENTIAL, '***')
}
