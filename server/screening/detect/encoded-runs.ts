import { isWordCode } from './shapes.ts'
import { viewWith, type Replacement, type View } from './views.ts'

/** A word that is a text in base64 or in hexadecimal digits, decoded. */
const RUN = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}={0,2}/g
const PADDING = 2
/** Words as near as this are looked through at once. */
const NEAR = 100
const HEX = /^(?:[0-9a-fA-F]{2})+$/
/** Of what was decoded: whether it is a text shows at its beginning. */
const LOOKED_AT = 48

/** Shorter ones are read together, with what stands around them. */
const SHORT = 1024

/**
 * As long as three quarters of the text together.
 * @param longWords Where each word begins and ends that is long enough: all others are passed over.
 */
export function* encodedRuns(text: string, longWords: readonly number[]): Generator<View> {
  const short: Replacement[] = []
  for (const { run, index } of runsIn(text, longWords)) {
    const view = (HEX.test(run) ? fromHex(run, index) : null) ?? fromBase64(run, index)
    if (view && run.length <= SHORT) short.push(...replacementsOf(view))
    else if (view) yield view
  }
  const together = viewWith(text, short)
  if (together) yield together
}

function* runsIn(
  text: string,
  longWords: readonly number[],
): Generator<{ run: string; index: number }> {
  let done = 0
  for (let at = 0; at < longWords.length; at += 2) {
    let start = Math.max(done, longWords[at] ?? 0)
    while (start > done && isOfRun(text.charCodeAt(start - 1))) start -= 1
    done = (longWords[at + 1] ?? 0) + PADDING
    while ((longWords[at + 2] ?? Infinity) - done < NEAR) {
      at += 2
      done = (longWords[at + 1] ?? 0) + PADDING
    }
    for (const { 0: run, index } of text.slice(start, done).matchAll(RUN)) {
      yield { run, index: start + index }
    }
  }
}

function isOfRun(code: number): boolean {
  return code === 0x2b || code === 0x2f || code === 0x2d || (code < 128 && isWordCode(code))
}

function replacementsOf({ text, starts, ends }: View): Replacement[] {
  return Array.from({ length: text.length }, (_, at) => ({
    start: starts[at] ?? 0,
    end: ends[at] ?? 0,
    text: text.charAt(at),
  }))
}

function fromHex(run: string, index: number): View | null {
  const bytes = Buffer.from(run, 'hex')
  return isText(bytes) ? viewOf(bytes, (at) => index + 2 * at) : null
}

function fromBase64(run: string, index: number): View | null {
  const head = Buffer.from(run.slice(0, (LOOKED_AT / 3) * 4), 'base64')
  if (!isText(head)) return null
  const last = index + run.length
  // Three bytes are four characters; a byte in the middle has a share in two of them.
  const placeOf = (at: number, isEnd: boolean) =>
    Math.min(
      last,
      index + Math.floor(at / 3) * 4 + (isEnd ? (at % 3 === 0 ? 0 : (at % 3) + 1) : at % 3),
    )
  return viewOf(Buffer.from(run, 'base64'), placeOf)
}

/** Mostly what people can read: of random bytes hardly any are. */
function isText(bytes: Buffer): boolean {
  const length = Math.min(bytes.length, LOOKED_AT)
  if (length < 8) return false
  let strange = 0
  for (let at = 0; at < length; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte === 0x7f || (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13)) return false
    if (byte >= 0x80) strange += 1
  }
  return strange === 0 || !bytes.toString('utf8', 0, length - 3).includes('\ufffd')
}

function viewOf(bytes: Buffer, placeOf: (at: number, isEnd: boolean) => number): View {
  const text = bytes.toString('utf8')
  const starts = new Int32Array(text.length)
  const ends = new Int32Array(text.length)
  let byte = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    // Half of a pair of surrogates stands for two of its four bytes.
    const length = code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3
    starts[at] = placeOf(byte, false)
    ends[at] = placeOf(byte + length, true)
    byte += length
  }
  return { text, starts, ends }
}
