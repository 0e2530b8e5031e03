import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { LOCAL_OWNER } from '#server/access/principal.ts'
import { silentLog } from '#server/lib/log.ts'
import { makePdf } from '../corpus-testing.ts'
import { createPageDrawer } from '../reading/page-drawer.ts'
import { readTsv } from './read-tsv.ts'
import { createTesseract } from './tesseract.ts'

/* The program itself is not needed: what it is asked, and what it says, is written down here as Tesseract 5.3 has it. */

const HEAD =
  'level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext'
const word = (place: string, confidence: number, text: string) =>
  `5\t1\t${place.replaceAll(' ', '\t')}\t10\t10\t50\t12\t${confidence}\t${text}`
const TSV = [
  HEAD,
  '1\t1\t0\t0\t0\t0\t0\t0\t2480\t3508\t-1\t',
  '4\t1\t1\t1\t1\t0\t10\t10\t300\t12\t-1\t',
  word('1 1 1 1', 96.1, 'Die'),
  word('1 1 1 2', 90, 'Behörde'),
  word('1 1 2 1', 80, 'schreibt'),
  word('1 1 2 2', 95, ' '),
  word('2 1 1 1', 40, 'Ende'),
].join('\n')

let folder = ''
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'galerne-ocr-'))
})
after(() => rmSync(folder, { recursive: true }))

/** A program that does as Tesseract does, and writes down how it was called. */
function fakeTesseract(name: string, then: string): string {
  const path = join(folder, name)
  const calls = join(folder, `${name}.calls`)
  const script = `#!/bin/sh
if [ "$1" = --list-langs ]; then printf 'List of available languages in "/x" (3):\\ndeu\\nfra\\nosd\\n'; exit; fi
echo "$*" >>"${calls}"; env | sort >>"${calls}"; head -c 12 | tr '\\n' ' ' >>"${calls}"; cat >/dev/null
${then}
`
  writeFileSync(path, script)
  chmodSync(path, 0o700)
  return path
}

const asked = {
  principal: LOCAL_OWNER,
  classification: 'internal' as const,
  signal: new AbortController().signal,
}
const open = (program: string, languages: string[] = [], timeoutMs = 5_000) =>
  createTesseract({
    program,
    languages,
    timeoutMs,
    draw: createPageDrawer(silentLog),
    log: silentLog,
  })
const scan = (pages: number[]) => ({
  name: 'scan.pdf',
  mediaType: 'application/pdf',
  bytes: [makePdf(['Die Behörde', 'schreibt'])],
  pages,
})

test('pages are drawn, and handed to the program as plain pixels, with nothing of our environment', async () => {
  writeFileSync(join(folder, 'said'), TSV)
  const program = fakeTesseract('good', `cat "${join(folder, 'said')}"`)
  process.env.GALERNE_TEST_SECRET = 'the key'
  const read = await open(program).recognise(scan([1, 2, 7]), asked)
  delete process.env.GALERNE_TEST_SECRET
  const text = 'Die Behörde\nschreibt\n\nEnde'
  // Weighed by letters; page 7 is not there.
  assert.deepEqual(read, [
    { number: 1, text, confidence: 78 },
    { number: 2, text, confidence: 78 },
  ])
  const calls = readFileSync(join(folder, 'good.calls'), 'utf8')
  // A4 at 300 dots an inch; languages that are none are left out.
  assert.match(calls, /^stdin stdout -l deu\+fra --psm 3 tsv\n[^]*P5 24\d\d 35\d\d/)
  assert.doesNotMatch(calls, /GALERNE|the key/)
})

test('a page on which the program fails, or takes too long, is left out; one that is not there is a failure', async () => {
  const slow = fakeTesseract('slow', 'exec sleep 60')
  assert.deepEqual(await open(slow, ['deu'], 100).recognise(scan([1]), asked), [])
  const broken = fakeTesseract('broken', 'exit 1')
  assert.deepEqual(await open(broken, ['deu']).recognise(scan([1]), asked), [])
  await assert.rejects(open(broken, ['ell']).recognise(scan([1]), asked), /no data for ell/)
  await assert.rejects(open(join(folder, 'none')).recognise(scan([1]), asked))
})

test('a table that is none is no text', () => {
  assert.deepEqual(readTsv(''), { text: '', confidence: null })
  assert.deepEqual(readTsv('<html>\n5\t5\n\t\t\t'), { text: '', confidence: null })
  assert.deepEqual(readTsv(`${HEAD}\n${word('1 1 1 1', Number.NaN, 'x')}`), {
    text: 'x',
    confidence: null,
  })
})
