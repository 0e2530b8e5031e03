import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inflateSync } from 'node:zlib'
import type { ExportRequest } from '#wire/exchange.ts'
import type { Rules } from '#server/access/authorize.ts'
import type { Principal } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { readZip } from '#server/lib/documents/documents-testing.ts'
import { createId } from '#server/lib/ids.ts'
import { bytesOf, openTestExports, PERSON } from '../exchange-testing.ts'
import { plantConversation, reclassify } from '../exchange-testing-store.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

const TEXT =
  '# Plan\n\nΑθήνα, София, Ħal Qormi, Gaeilge **ó**.\n\n| Stadt | Preis |\n|---|--:|\n| Köln | 1.234,50 |\n| =1+1 | 2 |\n'

test('a conversation leaves in every format, and each says who wrote it and who answers for it', async () => {
  const { id } = await plantConversation(database, { texts: ['Wie viel?', TEXT], isApproved: true })
  const exports = openTestExports(database)
  for (const format of ['md', 'json', 'html', 'docx', 'odt', 'pdf'] as const) {
    const request = { scope: 'conversation', conversationId: id, format, lang: 'de' } as const
    const bytes = await bytesOf(await exports.open(PERSON, request))
    const words = await wordsOf(bytes, format)
    if (format === 'pdf') continue
    for (const expected of ['София', 'Ħal Qormi', 'Wie viel?']) {
      assert.ok(words.includes(expected), `${format}: ${expected}`)
    }
    if (format === 'json') assert.match(words, /"by": "Erika Muster"/)
    else assert.match(words, /Von KI geschrieben \(test-model\).*Freigegeben von Erika Muster/)
  }
})

async function wordsOf(bytes: Buffer, format: string): Promise<string> {
  if (format === 'docx') return readZip(bytes).get('word/document.xml') ?? ''
  if (format === 'odt') return readZip(bytes).get('content.xml') ?? ''
  return bytes.toString('utf8')
}

test('the PDF is tagged: a title, a language, headings, lists, tables with heads, and every letter in its fonts', async () => {
  const text = `${TEXT}\n- eins\n  - zwei\n\n[Ort](https://example.eu) und[^1] 漢\n\n[^1]: Eine Note.\n`
  const { id } = await plantConversation(database, { texts: ['Wie viel?', text], lang: 'de' })
  const request = { scope: 'conversation', conversationId: id, format: 'pdf' } as const
  const pdf = readPdf(await bytesOf(await openTestExports(database).open(PERSON, request)))
  assert.match(pdf, /\/Marked true/)
  assert.match(pdf, /\/Lang \(de\)/)
  assert.match(pdf, /\/DisplayDocTitle true/)
  assert.match(pdf, /<pdfuaid:part>1<\/pdfuaid:part>/)
  for (const tag of 'H1 H2 H3 P L LI Lbl LBody Table THead TR TH TD Link Note'.split(' ')) {
    assert.match(pdf, new RegExp(`/S /${tag}\\b`), tag)
  }
  assert.match(pdf, /\/Scope \/Column/)
  // Whoever copies a sign that the font lacks gets the sign.
  assert.match(pdf, /\/ActualText <feff[0-9a-f]*6f22[0-9a-f]*>/)
  assert.ok(!/\/BaseFont \/(?:Helvetica|Times|Courier)/.test(pdf), 'every font is embedded')
  const letters = [...pdf.matchAll(/<([0-9a-f]{4})>/g)].map(([, hex = '']) =>
    String.fromCharCode(parseInt(hex, 16)),
  )
  for (const letter of 'ΑήСфĦóö') assert.ok(letters.includes(letter), letter)
})

/** Its objects and streams as text. */
function readPdf(bytes: Buffer): string {
  const text = bytes.toString('latin1')
  const streams = [...text.matchAll(/stream\n([^]*?)\nendstream/g)].map(([, packed = '']) => {
    try {
      return inflateSync(Buffer.from(packed, 'latin1')).toString('latin1')
    } catch {
      return packed
    }
  })
  return [text, ...streams].join('\n')
}

test('one answer, one table of it, several and all leave alike, and what policies keep in stays in and is named', async () => {
  const open = await plantConversation(database, { title: '=cmd', texts: ['A?', TEXT] })
  const kept = await plantConversation(database, {
    title: 'Geheim',
    classification: 'secret',
    texts: ['B?', TEXT],
  })
  const rules = { ...RULES, decide: noSecrets }
  const ruled: Principal = { ...PERSON, rules }
  const exports = openTestExports(database)
  const refused = (request: ExportRequest) =>
    assert.rejects(exports.open(ruled, request), { code: 'forbidden' })
  const [, secret = ''] = kept.messageIds
  await refused({ scope: 'conversation', conversationId: kept.id, format: 'md' })
  await refused({ scope: 'message', messageId: secret, format: 'md' })
  await refused({ scope: 'table', messageId: secret, index: 0, format: 'csv' })

  const conversationIds = [open.id, kept.id]
  const many = await exports.open(ruled, { scope: 'conversations', conversationIds, format: 'md' })
  assert.equal(many.conversations, 1)
  const zip = readZip(await bytesOf(many))
  const names = [...zip.keys()]
  assert.deepEqual([names.length, names.at(-1)], [2, 'index.md'])
  // A name that no spreadsheet and no shell takes for a command.
  assert.match(names[0] ?? '', /^\d{4}-\d\d-\d\d cmd\.md$/)
  assert.match(zip.get('index.md') ?? '', /Geheim \(not that\)/)

  const [, messageId = ''] = open.messageIds
  const csv = async (lang: string) => {
    const request = { scope: 'table', messageId, index: 0, format: 'csv', lang } as const
    return (await bytesOf(await exports.open(PERSON, request))).toString('utf8')
  }
  // Without the guard the cell is a formula.
  assert.ok(
    [['=1+1', '2']]
      .map((row) => row.join(','))
      .join('')
      .startsWith('='),
  )
  assert.match(await csv('de'), /\r\n'=1\+1,2\r\n/)
  const xlsx = await bytesOf(
    await exports.open(PERSON, { scope: 'table', messageId, index: 0, format: 'xlsx', lang: 'de' }),
  )
  const sheet = readZip(xlsx).get('xl/worksheets/sheet1.xml') ?? ''
  assert.match(sheet, /<v>1234.5<\/v>/)
  assert.ok(!sheet.includes('<f>') && sheet.includes('=1+1'))
  await assert.rejects(
    exports.open(PERSON, { scope: 'table', messageId, index: 9, format: 'csv' }),
    { code: 'not_found' },
  )
  const stranger = { ...PERSON, id: createId() }
  const request = { scope: 'conversation', conversationId: open.id, format: 'md' } as const
  await assert.rejects(exports.open(stranger, request), { code: 'not_found' })
})

test('what is made stricter while a ZIP is on its way does not leave in it', async () => {
  const [one, two] = [
    await plantConversation(database, { title: 'One', texts: ['a', 'b'] }),
    await plantConversation(database, { title: 'Two', texts: ['c', 'd'] }),
  ]
  const ruled: Principal = { ...PERSON, rules: { ...RULES, decide: noSecrets } }
  const conversationIds = [one.id, two.id]
  const request = { scope: 'conversations', conversationIds, format: 'md' } as const
  const file = await openTestExports(database).open(ruled, request)
  await reclassify(database, two.id, 'secret')
  const zip = readZip(await bytesOf(file))
  assert.deepEqual(
    [...zip.keys()].map((name) => name.slice(11)),
    ['One.md', ''],
  )
  assert.match(zip.get('index.md') ?? '', /Two \(not that\)/)
})

const RULES: Rules = {
  decide: () => ({ isAllowed: true, reason: '' }),
  mayUse: () => ({ isAllowed: true, reason: '' }),
  classRulesOf: () => assert.fail('not asked'),
  handlingOf: () => assert.fail('not asked'),
  defaultClassification: 'internal',
  holdsPastRoutes: false,
  hash: '',
}

const noSecrets: Rules['decide'] = (_, action, { context }) => ({
  isAllowed: !(action === 'conversation.export' && context?.classification === 'secret'),
  reason: 'not that',
})
