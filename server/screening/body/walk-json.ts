/** One string, or one number, within JSON that is known to be valid. */
export interface JsonLeaf {
  /** Offsets of its bytes, quotes included. */
  start: number
  end: number
  isString: boolean
  /** The name of a member, of which the path is that of the object. */
  isName: boolean
  /** Names of members and numbers of elements, from the outermost; reused from leaf to leaf: read it, do not keep it. */
  path: readonly (string | number)[]
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a

/**
 * Visits every string and number between two offsets, and names of members that may say something. The bytes must be valid JSON (json-scan.ts has checked
 * them): this only finds its way.
 */
export function walkJson(
  bytes: Buffer,
  { start, end, path: root }: { start: number; end: number; path: readonly (string | number)[] },
  visit: (leaf: JsonLeaf) => void,
): void {
  const path = [...root]
  const leaf = { start: 0, end: 0, isString: true, isName: false, path }
  const enter = (open: number, close: number) => {
    path[path.length - 1] = ''
    leaf.isName = mayTell(bytes, open + 1, close - 1)
    if (leaf.isName) visit(Object.assign(leaf, { start: open, end: close, isString: true }))
    leaf.isName = false
    path[path.length - 1] = bytes.toString('utf8', open + 1, close - 1)
  }
  let at = start
  while (at < end) {
    const byte = bytes[at] ?? 0
    if (byte === QUOTE) {
      const close = stringEnd(bytes, at)
      const next = skipSpace(bytes, close)
      if (bytes[next] === COLON && next < end) {
        enter(at, close)
        at = next + 1
        continue
      }
      leaf.start = at
      leaf.end = close
      leaf.isString = true
      visit(leaf)
      at = close
    } else if (byte === 0x7b) {
      path.push('')
      at += 1
    } else if (byte === 0x5b) {
      path.push(0)
      at += 1
    } else if (byte === 0x7d || byte === 0x5d) {
      path.pop()
      at += 1
    } else if (byte === 0x2c) {
      const last = path.at(-1)
      if (typeof last === 'number') path[path.length - 1] = last + 1
      at += 1
    } else if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) {
      const close = numberEnd(bytes, at)
      leaf.start = at
      leaf.end = close
      leaf.isString = false
      visit(leaf)
      at = close
    } else at += 1
  }
}

/** Names of protocols are short words; what is somebody's has digits, an address or many words. */
const SHORTEST_TELLING = 7
const FEWEST_DIGITS = 4
const LONG_NAME = 40

function mayTell(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < SHORTEST_TELLING) return false
  if (end - start >= LONG_NAME) return true
  let digits = 0
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    // A space, an @, a percent sign, or a letter of another script.
    if (byte === 0x20 || byte === 0x40 || byte === 0x25 || byte >= 0x80) return true
    if (byte >= 0x30 && byte <= 0x39) digits += 1
  }
  return digits >= FEWEST_DIGITS
}

/** The text that a string leaf stands for; a number as it is written. */
export function textOf(bytes: Buffer, { start, end, isString }: JsonLeaf): string {
  if (!isString) return bytes.toString('latin1', start, end)
  const raw = bytes.toString('utf8', start + 1, end - 1)
  return raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw
}

function stringEnd(bytes: Buffer, open: number): number {
  let at = open + 1
  for (;;) {
    const quote = bytes.indexOf(QUOTE, at)
    // Valid JSON has an end to each; what was changed meanwhile shall not hang us.
    if (quote < 0) return bytes.length
    let slashes = 0
    while (bytes[quote - 1 - slashes] === BACKSLASH && quote - 1 - slashes > open) slashes += 1
    if (slashes % 2 === 0) return quote + 1
    at = quote + 1
  }
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09)
    at += 1
  return at
}

function numberEnd(bytes: Buffer, from: number): number {
  let at = from + 1
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0
    const isPart =
      (byte >= 0x30 && byte <= 0x39) ||
      byte === 0x2e ||
      byte === 0x2b ||
      byte === 0x2d ||
      byte === 0x65 ||
      byte === 0x45
    if (!isPart) break
    at += 1
  }
  return at
}

/** Where something stands, for people: `messages[0].content`. */
export function printPath(path: readonly (string | number)[]): string {
  let printed = ''
  for (const step of path) {
    if (typeof step === 'number') printed += `[${step}]`
    else printed += printed === '' ? step : `.${step}`
  }
  return printed.slice(0, 120)
}
