import type { Vocabulary } from './model-file.ts'

/**
 * The bytes that a token adds to the text, from the text that the vocabulary spells it with. Exact where the library's own
 * detokeniser is not: that one returns JavaScript strings, in which half an emoji has become U+FFFD.
 * A control token adds nothing, unless it is one of the `markers` that somebody reads.
 */
export function createTokenBytes(
  vocabulary: Vocabulary,
  markers: string[] = [],
): (token: number) => Uint8Array {
  const known = new Map<number, Uint8Array>()
  return (token) => {
    let bytes = known.get(token)
    if (!bytes) known.set(token, (bytes = spell(token)))
    return bytes
  }

  function spell(token: number): Uint8Array {
    const special = vocabulary.special.get(token)
    if (special) {
      const isShown = special.type === 'user-defined' || markers.includes(special.text)
      return isShown ? Buffer.from(special.text) : NOTHING
    }
    const text = vocabulary.texts[token]
    if (text === undefined) return NOTHING
    return vocabulary.spelling === 'byte-level' ? fromByteLevel(text) : fromSentencePiece(text)
  }
}

const NOTHING = new Uint8Array()

function fromSentencePiece(text: string): Uint8Array {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(text)?.[1]
  if (byte) return Uint8Array.of(Number.parseInt(byte, 16))
  return Buffer.from(text.replaceAll('▁', ' '))
}

function fromByteLevel(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const byte = BYTE_OF.get(character)
    if (byte !== undefined) bytes.push(byte)
    else bytes.push(...Buffer.from(character))
  }
  return Uint8Array.from(bytes)
}

/** GPT-2's bytes_to_unicode: printable Latin-1 stands for itself, the other 68 bytes for U+0100 and up, in order. */
const BYTE_OF = new Map<string, number>()
let nextStandIn = 0x100
for (let byte = 0; byte < 256; byte += 1) {
  const isPrintable =
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae
  BYTE_OF.set(String.fromCodePoint(isPrintable ? byte : nextStandIn), byte)
  if (!isPrintable) nextStandIn += 1
}
