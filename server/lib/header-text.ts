/** Reads a header's name as it was written: in lower case, or undefined where it is none. */
export type ReadHeaderName = (written: string) => string | undefined

const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/
const MAX_NAMES = 500
const MAX_NAME_LENGTH = 64

/** Names are tokens (RFC 9110, section 5.6.2). Those read before are remembered: whoever writes here has few ways to write them. */
export function createHeaderNames(isRefused: (name: string) => boolean): ReadHeaderName {
  const names = new Map<string, string>()
  return (written) => {
    const known = names.get(written)
    if (known !== undefined) return known
    const name = written.toLowerCase()
    if (!NAME.test(written) || isRefused(name)) return undefined
    if (names.size < MAX_NAMES && written.length <= MAX_NAME_LENGTH) names.set(written, name)
    return name
  }
}

/**
 * A line from there on, without the blanks and tabs around it. JavaScript's own `trim` takes a no-break space too, and would
 * make a length of what is none.
 */
export function trimBlanks(line: string, from: number): string {
  let start = from
  let end = line.length
  while (start < end && isBlank(line.charCodeAt(start))) start += 1
  while (end > start && isBlank(line.charCodeAt(end - 1))) end -= 1
  return line.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}
