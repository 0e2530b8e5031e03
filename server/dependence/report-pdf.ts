import type { ChecklistItem, DependenceReport, Dimension, Share } from '#wire/dependence.ts'
import { createPdf, PAGE, type Pdf } from '#server/lib/pdf.ts'

const TITLES: Record<Dimension, string> = {
  provider: 'By provider',
  operator: 'By operator',
  jurisdiction: 'By jurisdiction',
  region: 'By region',
}

const WORDS: Record<ChecklistItem['kind'], (item: ChecklistItem) => string> = {
  'second-deployment': ({ subject, detail }) =>
    `The model ${subject} can be had from a second operator${detail ? ` besides ${detail}` : ''}.`,
  'route-depends-on-one': ({ subject }) => `The route ${subject} leads to more than one operator.`,
  'declare-tags': ({ subject, detail }) =>
    `All facts of ${subject} are declared${detail ? ` (missing: ${detail})` : ''}.`,
  retires: ({ subject, detail }) =>
    `A successor is chosen for ${subject}, which retires on ${detail}.`,
  'no-own-hardware': () => 'A model on own hardware can take over.',
  'never-drilled': ({ subject }) => `A drill took ${subject} away within the last 90 days.`,
  'spend-concentrated': ({ detail }) =>
    `Spend is spread over operators (index ${detail}; above 2,500 is highly concentrated).`,
}

const LINE = 15
const BARS = { x: 230, width: 190 }

/** The dependence report as a document to file: A4, in English. */
export function writeReportPdf(report: DependenceReport): Buffer<ArrayBuffer> {
  const pdf = createPdf('Dependence report')
  const cursor = createCursor(pdf)
  const money = (micros: number) => `${(micros / 1_000_000).toFixed(2)} ${report.currency}`
  const { totals } = report
  cursor.line('Dependence report', { size: 20, isBold: true, gap: 12 })
  cursor.line(`${report.from.slice(0, 10)} to ${report.until.slice(0, 10)}`)
  cursor.line(
    `${count(totals.calls)} calls, ${count(totals.tokens)} tokens, ${money(totals.micros)}. Prices that are not known count nothing.`,
    { gap: 10 },
  )
  for (const by of ['provider', 'operator', 'jurisdiction', 'region'] as const) {
    const { calls, tokens, spend } = report.concentration[by]
    const index = [calls, tokens, spend].map((one) => (one === null ? '–' : count(one))).join(' / ')
    cursor.line(TITLES[by], { size: 13, isBold: true, gap: 2 })
    cursor.line(`Concentration (calls / tokens / spend, 10,000 = one has all): ${index}`)
    for (const share of report.shares[by]) writeShare(cursor, share, { totals, money })
    cursor.skip(8)
  }
  cursor.line('To be able to leave', { size: 13, isBold: true, gap: 2 })
  for (const item of report.checklist) {
    cursor.line(`${item.isDone ? '[x]' : '[  ]'}  ${WORDS[item.kind](item)}`)
  }
  return Buffer.from(pdf.toBytes())
}

interface About {
  totals: DependenceReport['totals']
  money: (micros: number) => string
}

function writeShare(cursor: Cursor, share: Share, { totals, money }: About): void {
  const part = totals.calls === 0 ? 0 : share.calls / totals.calls
  const y = cursor.room()
  const name = share.name ?? (share.kind === 'own' ? 'own hardware' : 'not declared')
  cursor.pdf.text(name.slice(0, 34), { x: PAGE.margin, y })
  const bar = { x: BARS.x, y: y - 8, height: 8 }
  cursor.pdf.bar({ ...bar, width: BARS.width, shade: 0.92 })
  if (part > 0) cursor.pdf.bar({ ...bar, width: BARS.width * part })
  const text = `${(100 * part).toFixed(1)} %   ${money(share.micros)}`
  cursor.pdf.text(text, { x: BARS.x + BARS.width + 10, y })
}

interface Cursor {
  pdf: Pdf
  line(text: string, style?: { size?: number; isBold?: boolean; gap?: number }): void
  /** The base of the next line; a new page where this one is full. */
  room(): number
  skip(points: number): void
}

function createCursor(pdf: Pdf): Cursor {
  let y = PAGE.margin
  const room = (height = LINE) => {
    if (y + height > PAGE.height - PAGE.margin) {
      pdf.newPage()
      y = PAGE.margin
    }
    y += height
    return y
  }
  return {
    pdf,
    room,
    skip(points) {
      y += points
    },
    line(text, { size = 10, isBold = false, gap = 0 } = {}) {
      for (const part of wrapped(text, size)) {
        pdf.text(part, { x: PAGE.margin, y: room(Math.max(LINE, size * 1.4)), size, isBold })
      }
      y += gap
    },
  }
}

/** Helvetica is about half as wide as it is high. */
function wrapped(text: string, size: number): string[] {
  const room = Math.floor((PAGE.width - 2 * PAGE.margin) / (size * 0.5))
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > room) {
      lines.push(line)
      line = `     ${word}`
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

function count(value: number): string {
  return value.toLocaleString('en')
}
