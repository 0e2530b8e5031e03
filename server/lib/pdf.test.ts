import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPdf } from './pdf.ts'

test('every object stands where the table says', () => {
  const pdf = createPdf('Report (draft)')
  pdf.text('Köln – 5 €, Łódź', { x: 50, y: 50 })
  pdf.newPage()
  pdf.bar({ x: 50, y: 60, width: 100, height: 8 })
  const text = pdf.toBytes().toString('latin1')
  const start = Number(/startxref\n(\d+)/.exec(text)?.[1])
  assert.equal(text.slice(start, start + 4), 'xref')
  const offsets = [...text.slice(start).matchAll(/(\d{10}) 00000 n/g)].map(([, one]) => Number(one))
  assert.equal(offsets.length, 9)
  for (const [index, offset] of offsets.entries()) {
    assert.ok(text.slice(offset).startsWith(`${index + 1} 0 obj\n`))
  }
  for (const [, length, stream = ''] of text.matchAll(
    /\/Length (\d+) >>\nstream\n(.*?)\nendstream/gs,
  )) {
    assert.equal(stream.length, Number(length))
  }
  assert.match(text, /\/Count 2/)
})

test('text keeps its letters as far as the fonts have them, and cannot break out of its string', () => {
  const pdf = createPdf('t')
  pdf.text('Köln – 5 €, Łódź) Tj ET (\\', { x: 0, y: 0 })
  const text = pdf.toBytes().toString('latin1')
  assert.ok(text.includes(String.raw`(Köln ${'\u0096'} 5 ${'\u0080'}, ?ódz\) Tj ET \(\\) Tj`))
})
