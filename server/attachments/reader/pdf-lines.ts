/** A piece of text where a page has it; units of the page, y upwards. */
export interface PdfWord {
  text: string
  x: number
  y: number
  width: number
  height: number
  endsLine: boolean
}

interface Line {
  text: string
  y: number
  height: number
  end: number
}

/** In the order of the file, which is that of reading in nearly all: lines, paragraphs by the gaps between them, headings by size. */
export function linesToText(words: readonly PdfWord[]): string {
  const lines = toLines(words)
  if (lines.length === 0) return ''
  const body = bodyHeight(lines)
  const blocks: string[] = []
  let last: Line | undefined
  for (const line of lines) {
    const isHeading = line.height > body * 1.2 && line.text.length < 150
    const text = isHeading ? `${line.height > body * 1.6 ? '#' : '##'} ${line.text}` : line.text
    const previous = blocks.at(-1)
    const isNew = !last || previous === undefined || isHeading || startsBlock(last, line, body)
    if (isNew || previous?.startsWith('#')) blocks.push(text)
    else blocks[blocks.length - 1] = `${previous}\n${text}`
    last = line
  }
  return blocks.join('\n\n')
}

function toLines(words: readonly PdfWord[]): Line[] {
  const lines: Line[] = []
  let line: Line | undefined
  for (const { text, x, y, width, height, endsLine } of words) {
    const isSame = line && Math.abs(line.y - y) < Math.max(line.height, height, 1) * 0.5
    if (!line || !isSame) {
      line = { text: '', y, height: 0, end: x }
      lines.push(line)
    }
    // Columns of a table lie apart.
    const gap = x - line.end
    if (line.text !== '' && gap > Math.max(height, 1) * 1.5) line.text += ' \u2003 '
    else if (line.text !== '' && gap > Math.max(height, 1) * 0.15 && !line.text.endsWith(' ')) {
      line.text += ' '
    }
    line.text += text
    if (text.trim() !== '') line.height = Math.max(line.height, height)
    line.end = x + width
    if (endsLine) line = undefined
  }
  return lines.map((one) => ({ ...one, text: one.text.trim() })).filter(({ text }) => text !== '')
}

/** The height that most letters have. */
function bodyHeight(lines: readonly Line[]): number {
  const letters = new Map<number, number>()
  for (const { height, text } of lines) {
    const rounded = Math.round(height * 2) / 2
    letters.set(rounded, (letters.get(rounded) ?? 0) + text.length)
  }
  const [most = [0, 0]] = [...letters].toSorted(([, one], [, other]) => other - one)
  return most[0]
}

function startsBlock(last: Line, line: Line, body: number): boolean {
  const gap = last.y - line.y
  // Upwards is the next column.
  return gap > Math.max(body, 1) * 1.8 || gap < -Math.max(body, 1)
}
