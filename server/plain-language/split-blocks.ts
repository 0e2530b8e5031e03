/** As much as a small model rewrites without losing its way, and a person compares without scrolling. */
const AIM = 700
/** A paragraph that is longer is cut between lines, or between words. */
const MAX = 4_000

/** A text in parts that are rewritten, and compared, one by one. Together they are the text but for empty lines. */
export function splitBlocks(text: string): string[] {
  const blocks: string[] = []
  let open = ''
  for (const paragraph of paragraphsOf(text)) {
    const isHeading = paragraph.length < 80 && !/[.!?…:;,]$/u.test(paragraph)
    const wouldBeLong = open !== '' && open.length + paragraph.length > AIM
    // A heading goes with what it is the heading of.
    if (open !== '' && (wouldBeLong || (isHeading && open.length > AIM / 2))) {
      blocks.push(open)
      open = ''
    }
    open = open === '' ? paragraph : `${open}\n\n${paragraph}`
  }
  if (open !== '') blocks.push(open)
  return blocks
}

function paragraphsOf(text: string): string[] {
  return text
    .split(/\n[ \t]*\n/u)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .flatMap(cut)
}

function cut(paragraph: string): string[] {
  const pieces: string[] = []
  let rest = paragraph
  while (rest.length > MAX) {
    const at = lastBreak(rest.slice(0, MAX))
    pieces.push(rest.slice(0, at).trim())
    rest = rest.slice(at).trim()
  }
  return [...pieces, rest].filter((piece) => piece !== '')
}

function lastBreak(piece: string): number {
  for (const mark of ['\n', '. ', ' ']) {
    const at = piece.lastIndexOf(mark)
    if (at > MAX / 2) return at + mark.length
  }
  // In the middle of a word, but not of a character.
  const last = piece.charCodeAt(piece.length - 1)
  return last >= 0xd800 && last <= 0xdbff ? piece.length - 1 : piece.length
}
