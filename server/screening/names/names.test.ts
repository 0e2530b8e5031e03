import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measureNames, namesOnly } from '../corpus/measure-names-testing.ts'
import { DEVELOPED_WITH, HELD_OUT } from '../corpus/names-sentences-testing.ts'
import { scanText } from '../detect/scan-text.ts'

const valuesOf = (text: string) => namesOnly(text).map(({ start, end }) => text.slice(start, end))

test('in sentences of 16 languages names and addresses are found whole, and hardly anything else', () => {
  const measured = measureNames([...DEVELOPED_WITH, ...Object.values(HELD_OUT).flat()])
  const { there, found, wrong, missed, invented } = measured
  const shown = JSON.stringify({ missed, invented })
  assert.ok(found / there >= 0.97, `recall ${found / there} ${shown}`)
  assert.ok(found / (found + wrong) >= 0.96, `precision ${found / (found + wrong)} ${shown}`)
})

test('what only looks like a name or an address is left alone', () => {
  const texts = [
    'Call it via Teams at 10, or see section 4 of the Finance Act.',
    'Herr Bürgermeister, Frau Direktorin, meine Damen und Herren!',
    'The museum of San Pietro and Lake Victoria, North Street not included',
    'Rosa und Grün, im Mai 2024, mit Mark und Pfennig',
    'rue barrée, route 66, place to be 24',
    '{"name": "server-3", "title": "Dr."}',
    'const Anna_Maria = new Map()',
  ]
  for (const text of texts) assert.deepEqual(valuesOf(text), [], text)
})

test('whoever was called by both names is found by the family name afterwards', () => {
  const text =
    'Katrin Wagenknecht rief an. Später schrieb Wagenknecht noch einmal, Birken sind Bäume.'
  assert.deepEqual(valuesOf(text), ['Katrin Wagenknecht', 'Wagenknecht'])
})

test('fields that hold names and nothing else are names, whatever they say', () => {
  const [found] = scanText('xóchitl', { hint: 'first_name', names: true })
  assert.equal(found?.kind, 'person')
  assert.deepEqual(scanText('xóchitl', { hint: 'title', names: true }), [])
})

test('a place of birth is found, and a month is none', () => {
  assert.deepEqual(valuesOf('Er ist am 3. Mai 1980 in Bad Kreuznach geboren, geboren in Köln'), [
    'Köln',
  ])
  assert.deepEqual(valuesOf('née le 4 juin 1971 à Aix-en-Provence'), ['Aix-en-Provence'])
})

test('without being asked nobody looks for names', () => {
  assert.deepEqual(scanText('Frau Dr. Müller, Hauptstraße 12a, 80331 München'), [])
})

test('the work grows with the length, whatever a text consists of', () => {
  const pieces = [
    'Anna ',
    'Frau ',
    'rue ',
    'Via 3 ',
    'A. B. ',
    'Anna Xaver ',
    'Name: ',
    '1, rue A ',
    'born in ',
  ]
  const timeOf = (text: string) => {
    const from = process.cpuUsage()
    scanText(text, { names: true })
    return process.cpuUsage(from).user
  }
  for (const piece of pieces) {
    timeOf(piece.repeat(2000))
    const short = Math.min(...[1, 2, 3].map(() => timeOf(piece.repeat(4000))))
    // The least of several: what garbage collection took is not the text's.
    const long = Math.min(...[1, 2, 3].map(() => timeOf(piece.repeat(32_000))))
    // Eight times as much: 64 where it is quadratic.
    assert.ok(long < 30 * Math.max(short, 3000), `${piece}: ${short} µs, then ${long} µs`)
  }
})
