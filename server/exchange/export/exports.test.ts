import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { readZip } from '#server/lib/documents/documents-testing.ts'
import { bytesOf, openTestExports, PERSON } from '../exchange-testing.ts'
import { plantConversation } from '../exchange-testing-store.ts'

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
