import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toCsv, withoutMarks } from './csv.ts'

const HOSTILE = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  "Ada;=cmd|'/C calc'!A0",
  'Ada; =1',
  'Ada;"=1',
  'Ada;" =1',
  'Ada\n=1',
  'Ada\n\t@x',
  '＝1+1',
  'Ada;;=1',
]

/** What spreadsheets make of a file, with a comma or, where that stands in decimals, a semicolon between fields. */
const cellsOf = (csv: string) =>
  [/[,\r\n]/, /[;\r\n]/].flatMap((end) =>
    csv.split(end).map((cell) => cell.replace(/^\uFEFF?["\s]*/, '')),
  )
const isFormula = (cell: string) => /^[=+\-@＝]/.test(cell)

/** As most programs write it: the first character of a field alone is looked at. */
const weak = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

test('no name becomes a formula, whatever a spreadsheet takes for the end of a field', () => {
  for (const name of HOSTILE) {
    const cells = cellsOf(toCsv([['ada@example.eu', name, 'member']]))
    assert.deepEqual(cells.filter(isFormula), [], JSON.stringify(name))
  }
  assert.ok(cellsOf(`ada@example.eu,${weak(HOSTILE[6] ?? '')},member`).some(isFormula))
})

test('a field that is read again is what it was', () => {
  for (const name of [...HOSTILE, "O'Neill", 'Grüne; Gelbe', "'s-Hertogenbosch", '']) {
    const field = toCsv([[name]])
      .slice(1, -2)
      .replace(/^"(.*)"$/s, '$1')
      .replaceAll('""', '"')
    assert.equal(withoutMarks(field), name)
  }
})
