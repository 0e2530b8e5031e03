import { Unreadable } from './reading.ts'

export interface Decoded {
  text: string
  /** Nothing in the file said which encoding it has. */
  isGuessed: boolean
}

/** Encodings that files of Europe's offices came in before UTF-8, the commonest first. */
const OLD = [
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1257',
  'windows-1254',
  'iso-8859-2',
  'iso-8859-5',
  'iso-8859-7',
  'iso-8859-13',
  'iso-8859-15',
  'koi8-r',
  'ibm866',
  'macintosh',
]

/** Enough to know by. */
const SAMPLE_BYTES = 64 * 1024

/** Text of whatever encoding. Throws Unreadable (`type_unknown`) where it is none. */
export async function decodeText(bytes: Buffer, declared?: string): Promise<Decoded> {
  const marked = byMark(bytes)
  if (marked !== undefined) return { text: checked(marked), isGuessed: false }
  const wide = findWide(bytes)
  if (wide) return { text: checked(new TextDecoder(wide).decode(bytes)), isGuessed: true }
  const utf8 = decodeOrNull(bytes, 'utf-8')
  if (utf8 !== null) return { text: checked(utf8), isGuessed: false }
  const said = declared === undefined ? null : decodeOrNull(bytes, declared)
  if (said !== null) return { text: checked(said), isGuessed: false }
  return { text: checked(new TextDecoder(await guess(bytes)).decode(bytes)), isGuessed: true }
}

function byMark(bytes: Buffer): string | undefined {
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder().decode(bytes)
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return undefined
}

/** UTF-16 without a mark: every other byte of most texts is 0, or the same few. */
function findWide(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  if (sample.length < 4 || bytes.length % 2 === 1) return undefined
  let even = 0
  let odd = 0
  for (let at = 0; at + 1 < sample.length; at += 2) {
    if ((sample[at] ?? 0) === 0) even += 1
    if ((sample[at + 1] ?? 0) === 0) odd += 1
  }
  const pairs = sample.length / 2
  if (odd / pairs > 0.3 && even / pairs < 0.05) return 'utf-16le'
  if (even / pairs > 0.3 && odd / pairs < 0.05) return 'utf-16be'
  return undefined
}

function decodeOrNull(bytes: Buffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** The encoding in which it looks most like a language that is written in Europe. */
async function guess(bytes: Buffer): Promise<string> {
  const sample = telling(bytes)
  const { eld } = await import('eld/extrasmall')
  let best = { encoding: 'windows-1252', score: -Infinity }
  for (const encoding of OLD) {
    const text = new TextDecoder(encoding).decode(sample)
    const [top = 0] = Object.values(eld.detect(text.slice(0, 4_000)).getScores()).toSorted(
      (one, other) => other - one,
    )
    const score = top - strangeness(text)
    // The commoner one where two are as likely.
    if (score > best.score + 0.0005) best = { encoding, score }
  }
  return best.encoding
}

/** What is around bytes that are not ASCII: all else is the same in every encoding. */
function telling(bytes: Buffer): Buffer {
  const lines: Buffer[] = []
  let start = 0
  let length = 0
  while (start < bytes.length && length < 4_000) {
    const end = bytes.indexOf(0x0a, start)
    const line = bytes.subarray(start, end < 0 ? bytes.length : end + 1)
    if (line.some((byte) => byte >= 0x80)) {
      lines.push(line.subarray(0, 2_000))
      length += Math.min(line.length, 2_000)
    }
    start += line.length
  }
  return Buffer.concat(lines)
}

/** Control characters, capitals within words, signs within words, letters of two scripts in one word: what wrong encodings make. */
function strangeness(text: string): number {
  const odd =
    countOf(text, /[\u0080-\u009f\ufffd]/g) * 4 +
    countOf(text, /\p{Ll}\P{ASCII}?(?=\P{ASCII})\p{Lu}\p{Ll}/gu) +
    countOf(text, /\p{L}[\u00a0-\u00bf\u00d7\u00f7\u2020-\u2044\u2500-\u25ff](?=\p{L})/gu) * 2 +
    countOf(
      text,
      /\p{Script=Latin}[\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}]\p{Script=Latin}/gu,
    )
  return odd / Math.max(20, countOf(text, /\P{ASCII}/gu))
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

/** Text has hardly any control characters; what has is something else. */
function checked(text: string): string {
  const sample = text.slice(0, SAMPLE_BYTES)
  // oxlint-disable-next-line no-control-regex -- it is them that are counted
  const controls = countOf(sample, /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/g)
  if (controls > sample.length / 1_000 + 1) throw new Unreadable('type_unknown', 'no text')
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text
  return plain.replaceAll('\u0000', '\uFFFD').replaceAll(/\r\n?/g, '\n')
}
