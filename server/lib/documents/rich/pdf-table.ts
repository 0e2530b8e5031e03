import { toLines, type Line } from './pdf-lines.ts'
import { PAPER, type Struct } from './pdf-page.ts'
import { open, piecesOf, type Place, type Press } from './pdf-press.ts'
import type { RichInline, RichTable } from './rich-document.ts'

const PAD = 4
const SIZE = 9
const LEADING = 1.4

interface Column {
  x: number
  width: number
}

/** Rows go over pages line by line; the head is drawn again on each, as an ornament that nobody has to hear twice. */
export function drawTable(table: RichTable, press: Press, place: Place): void {
  const columns = columnsOf(table, press, place)
  const element = open('Table', press, { place })
  press.page.need(3 * SIZE * LEADING)
  const head = open('THead', press, { place: { parent: element } })
  drawRow(table.header, { table, columns, press, place, parent: head, isHead: true })
  head.end()
  const body = open('TBody', press, { place: { parent: element } })
  for (const row of table.rows) {
    drawRow(row, { table, columns, press, place, parent: body, isHead: false })
  }
  body.end()
  element.end()
  press.page.skip(8)
}

/** Each as wide as it wants to be; where that is too much, the wide ones give. */
function columnsOf({ header, rows }: RichTable, press: Press, place: Place): Column[] {
  const count = Math.max(1, header.length)
  const all = PAPER.width - PAPER.margin - place.free - place.x
  const sample = [header, ...rows.slice(0, 200)]
  const wishes = Array.from({ length: count }, (_, at) =>
    Math.max(
      24,
      ...sample.map((row) => {
        const pieces = piecesOf(row[at] ?? [], { ...press, notes: [] }, true)
        const words = pieces.reduce((sum, { text, face }) => sum + press.measure(text, face), 0)
        return Math.min(words * SIZE + 2 * PAD + 1, all)
      }),
    ),
  )
  const fair = all / count
  const modest = wishes.filter((wish) => wish <= fair).reduce((sum, wish) => sum + wish, 0)
  const greedy = wishes.filter((wish) => wish > fair).reduce((sum, wish) => sum + wish, 0)
  const factor = greedy === 0 ? 1 : Math.min(1, (all - modest) / greedy)
  let x = place.x
  const columns = wishes.map((wish) => {
    const column = { x, width: wish > fair ? wish * factor : wish }
    x += column.width
    return column
  })
  if (!place.isRightToLeft) return columns
  // The first one is at the right.
  return columns.map(({ x: own, width }) => ({ x: place.x * 2 + all - own - width, width }))
}

interface Row {
  table: RichTable
  columns: readonly Column[]
  press: Press
  place: Place
  parent: Struct
  isHead: boolean
}

function drawRow(cells: readonly (readonly RichInline[])[], row: Row): void {
  const { columns, press, place, parent, isHead } = row
  const { page, measure } = press
  const element = open('TR', press, { place: { parent } })
  const tag = isHead ? 'TH' : 'TD'
  const drawn = columns.map(({ width }, at) => ({
    owner: open(tag, press, {
      place: { parent: element },
      ...(isHead && { options: { scope: 'Column' as const } }),
    }),
    lines: toLines(piecesOf(cells[at] ?? [], press, isHead), {
      width: width - 2 * PAD,
      size: SIZE,
      isRightToLeft: place.isRightToLeft,
      measure,
    }),
  }))
  const height = SIZE * LEADING
  const count = Math.max(1, ...drawn.map(({ lines }) => lines.length))
  page.need(Math.min(count, 4) * height + 2 * PAD)
  ruleAll(columns, row)
  page.skip(PAD)
  for (let at = 0; at < count; at += 1) {
    page.need(height)
    drawn.forEach(({ owner, lines }, index) => {
      const line = lines[at]
      const column = columns[index]
      if (!line || !column) return
      const x = column.x + PAD + shiftOf(line, { column, row, index })
      page.draw(line, { x, y: page.y, owner, tag, size: SIZE, leading: LEADING })
    })
    page.skip(height)
  }
  page.skip(PAD)
  for (const { owner } of drawn) owner.end()
  element.end()
  ruleAll(columns, row)
}

function shiftOf(
  { width }: Line,
  { column, row, index }: { column: Column; row: Row; index: number },
): number {
  if (row.place.isRightToLeft) return 0
  const room = column.width - 2 * PAD - width
  const side = row.table.align[index] ?? 'left'
  return side === 'right' ? room : side === 'center' ? room / 2 : 0
}

function ruleAll(columns: readonly Column[], { press }: Row): void {
  const x = Math.min(...columns.map((column) => column.x))
  press.page.rule({ x, width: columns.reduce((sum, { width }) => sum + width, 0) })
}
