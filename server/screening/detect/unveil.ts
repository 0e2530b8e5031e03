/** A text as people read it, and where each of its characters stands in the one that it was. */
interface Unveiled {
  text: string
  places: Int32Array
}

/**
 * Characters that nobody sees, or sees as others: soft hyphens, zero widths, marks of direction, wide forms, other digits,
 * spaces and minus signs. Copying from PDF and Word brings them in as well.
 */
const VEILED =
  /[\u00ad\u061c\u0660-\u0669\u06f0-\u06f9\u180e\u2000-\u2008\u200a-\u200f\u202a-\u202e\u205f-\u2064\u2212\ufeff\uff01-\uff5e]/

/** Null: it is what it looks like. */
export function unveil(text: string): Unveiled | null {
  const first = text.search(VEILED)
  if (first < 0) return null
  const places = new Int32Array(text.length)
  for (let at = 0; at < first; at += 1) places[at] = at
  const pieces = [text.slice(0, first)]
  let count = first
  for (let at = first; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const seen = VEILED.test(text[at] ?? '') ? seenAs(code) : text.charAt(at)
    if (seen === '') continue
    places[count] = at
    count += 1
    pieces.push(seen)
  }
  return { text: pieces.join(''), places }
}

function seenAs(code: number): string {
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0)
  if (code >= 0x660 && code <= 0x669) return String(code - 0x660)
  if (code >= 0x6f0 && code <= 0x6f9) return String(code - 0x6f0)
  if (code === 0x2212) return '-'
  return (code >= 0x2000 && code <= 0x200a) || code === 0x205f ? ' ' : ''
}
