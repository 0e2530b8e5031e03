/** One string, or one number, within JSON that is known to be valid. */
export interface JsonLeaf {
  /** Offsets of its bytes, quotes included. */
  start: number
  end: number
  isString: boolean
  /** Names of members and numbers of elements, from the outermost; reused from leaf to leaf: read it, do not keep it. */
  path: readonly (string | number)[]
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a

/**
 * Visits every string and number between two offsets, values alone. The bytes must be valid JSON (json-scan.ts has checked
 * them): this only finds its way.
 */
export function walkJson(
  bytes: Buffer,
  { start, end, path: root }: { start: number; end: number; path: readonly (string | number)[] },
  visit: (leaf: JsonLeaf) => void,
): void {
  const path = [...root]
  const leaf = { start: 0, end: 0, isString: true, path }
  let at = start
  while (at < end) {
    const byte = bytes[at] ?? 0
    if (byte === QUOTE) {
      const close = stringEnd(bytes, at)
      const next = skipSpace(bytes, close)
      if (bytes[next] === COLON && next < end) {
        path[path.length - 1] = bytes.toString('utf8', at + 1, close - 1)
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
