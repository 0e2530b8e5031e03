/** Points (1/72 inch) from the upper left corner of an A4 page. */
export interface Pdf {
  text(text: string, at: { x: number; y: number; size?: number; isBold?: boolean }): void
  /** `shade`: 0 black to 1 white. */
  bar(at: { x: number; y: number; width: number; height: number; shade?: number }): void
  newPage(): void
  toBytes(): Buffer
}

export const PAGE = { width: 595, height: 842, margin: 56 }

/**
 * A plain document of text and bars in the fonts that every reader of PDF has, so that nothing is embedded. Characters beyond
 * Western Europe's lose their marks. Format: ISO 32000-1, sections 7 to 9.
 */
export function createPdf(title: string): Pdf {
  const pages: string[][] = [[]]
  const draw = (operator: string) => pages.at(-1)?.push(operator)
  return {
    text(text, { x, y, size = 10, isBold = false }) {
      const face = isBold ? '/F2' : '/F1'
      draw(`BT ${face} ${size} Tf ${x} ${PAGE.height - y} Td (${escape(text)}) Tj ET`)
    },
    bar({ x, y, width, height, shade = 0.35 }) {
      draw(`${shade} g ${x} ${PAGE.height - y - height} ${width.toFixed(1)} ${height} re f 0 g`)
    },
    newPage() {
      pages.push([])
    },
    toBytes: () => assemble(title, pages),
  }
}

function assemble(title: string, pages: string[][]): Buffer {
  const first = 6
  const ids = pages.map((_, index) => first + 2 * index)
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>`,
    `<< /Type /Pages /Count ${pages.length} /Kids [${ids.map((id) => `${id} 0 R`).join(' ')}] >>`,
    font('Helvetica'),
    font('Helvetica-Bold'),
    `<< /Title (${escape(title)}) /Creator (Galerne) >>`,
    ...pages.flatMap((operators, index) => {
      const content = operators.join('\n')
      const box = `[0 0 ${PAGE.width} ${PAGE.height}]`
      const fonts = '<< /Font << /F1 3 0 R /F2 4 0 R >> >>'
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox ${box} /Resources ${fonts} /Contents ${first + 2 * index + 1} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ]
    }),
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const count = objects.length + 1
  const end = `trailer\n<< /Size ${count} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${text.length}\n%%EOF\n`
  return Buffer.from(`${text}xref\n0 ${count}\n0000000000 65535 f \n${table}${end}`, 'latin1')
}

function font(name: string): string {
  return `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`
}

/** Windows' code page 1252 has these where Latin-1 has none. */
const WINDOWS: Record<string, string> = {
  '€': '\u0080',
  '…': '\u0085',
  '‘': '\u0091',
  '’': '\u0092',
  '“': '\u0093',
  '”': '\u0094',
  '–': '\u0096',
  '—': '\u0097',
  Š: '\u008a',
  š: '\u009a',
  Ž: '\u008e',
  ž: '\u009e',
  Œ: '\u008c',
  œ: '\u009c',
}

function escape(text: string): string {
  const known = Array.from(text.normalize('NFC'), (one) => WINDOWS[one] ?? plain(one)).join('')
  return known.replaceAll(/[\\()]/g, String.raw`\$&`).replaceAll(/[\r\n]/g, ' ')
}

function plain(character: string): string {
  if (/[\x20-\x7e\xa0-\xff]/.test(character)) return character
  const base = character.normalize('NFD').replaceAll(/\p{M}/gu, '')
  return /^[\x20-\x7e]+$/.test(base) ? base : '?'
}
