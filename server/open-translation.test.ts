import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readZip } from '#server/lib/documents/documents-testing.ts'
import { TranslationFile } from '#wire/translation.ts'
import { writeTranslationFile } from './open-translation.ts'

const wish = { title: 'Bescheid', lang: 'fr', text: 'Bonjour.' }

test('each file of a translation says that an AI wrote it and which, though whoever asks says nothing', async () => {
  for (const format of ['md', 'docx', 'odt'] as const) {
    const asked = TranslationFile.parse({ ...wish, format, modelId: 'mistral-small' })
    const { bytes } = await writeTranslationFile(asked, 'Ana')
    const text = format === 'md' ? Buffer.from(bytes).toString() : textIn(bytes)
    assert.match(text, /Bonjour\.[^]*(?:IA|intelligence artificielle)[^]*mistral-small/, format)
  }
  const bare = TranslationFile.parse({ ...wish, format: 'md' })
  const { bytes } = await writeTranslationFile(bare, 'Ana')
  assert.match(Buffer.from(bytes).toString(), /Bonjour\.\n\n---\n\n.*IA/)
})

function textIn(bytes: Uint8Array): string {
  const zip = readZip(Buffer.from(bytes))
  return `${zip.get('word/document.xml') ?? ''}${zip.get('content.xml') ?? ''}`
}
