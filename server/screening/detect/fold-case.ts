/** Of each character the small letter that it is written as, roughly: enough to find words by, without a copy of the text. */
const FOLDED = new Uint16Array(0x10000)
for (let code = 0; code < FOLDED.length; code += 1) FOLDED[code] = fold(code)

function fold(code: number): number {
  // Letters that there are capitals of are in these blocks.
  const isPlain = (code >= 0x590 && code < 0x10a0) || (code >= 0x2e00 && code < 0xa640)
  if (isPlain || (code >= 0xa800 && code < 0xff00)) return code
  const small = String.fromCharCode(code).toLowerCase().charCodeAt(0)
  // At the end of a word it is written otherwise.
  return small === 0x3c2 ? 0x3c3 : small
}

export function foldedCode(code: number): number {
  return FOLDED[code] ?? 0
}

/** Whether a word, which is all in small letters, stands there. */
export function isWord(text: string, at: number, word: string): boolean {
  for (let index = 0; index < word.length; index += 1) {
    if (FOLDED[text.charCodeAt(at + index)] !== FOLDED[word.charCodeAt(index)]) return false
  }
  return true
}
