import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TextDocument } from '#wire/documents.ts'
import { assertWellFormed, readZip } from './documents-testing.ts'
import { writeDocx } from './docx.ts'
import { ODT_TYPE, writeOdt } from './odt.ts'

const NASTY = 'Müller & Søn <script>alert("1")</script> \u0000\u0007 \ud800 – „ok“'

const DOCUMENT: TextDocument = {
  title: 'Verzeichnis & mehr <1>',
  lang: 'de',
  author: 'Stadt Beispiel',
  madeAt: '2026-11-22T10:00:00.000Z',
  blocks: [
    { type: 'heading', level: 2, text: 'Zwecke' },
    { type: 'paragraph', text: `${NASTY}\nzweite Zeile` },
    { type: 'heading', level: 3, text: 'Im Einzelnen' },
    { type: 'note', text: 'Keine Rechtsberatung.' },
    { type: 'list', items: ['eins', NASTY] },
    { type: 'facts', rows: [{ name: 'Frist', value: '30 Tage', source: 'live' }] },
    {
      type: 'table',
      caption: 'Empfänger "alle"',
      columns: ['Name', 'Ort'],
      rows: [['OVH', 'FR']],
    },
  ],
}

for (const [format, write] of [
  ['DOCX', writeDocx],
  ['ODT', writeOdt],
] as const) {
  test(`each part of a ${format} is well-formed, whatever people wrote`, () => {
    const parts = readZip(write(DOCUMENT))
    const texts = [...parts].filter(([name]) => /\.(?:xml|rels)$/.test(name))
    assert.ok(texts.length >= 4)
    for (const [, xml] of texts) assertWellFormed(xml)
    const all = texts.map(([, xml]) => xml).join('')
    assert.ok(all.includes('Müller &#38; Søn &#60;script&#62;'))
    assert.doesNotMatch(all, /<script>/)
  })

  test(`an empty ${format} is one as well`, () => {
    for (const [name, xml] of readZip(write({ ...DOCUMENT, blocks: [] }))) {
      if (name.endsWith('.xml')) assertWellFormed(xml)
    }
  })
}

test('a DOCX tells its title, its language, its headings and the heads of its tables', () => {
  const parts = readZip(writeDocx(DOCUMENT))
  assert.match(parts.get('docProps/core.xml') ?? '', /<dc:title>Verzeichnis &#38; mehr/)
  assert.match(parts.get('docProps/core.xml') ?? '', /<dc:language>de-DE</)
  assert.match(parts.get('word/styles.xml') ?? '', /<w:lang w:val="de-DE"\/>/)
  const body = parts.get('word/document.xml') ?? ''
  assert.match(body, /<w:pStyle w:val="Heading1"\/><\/w:pPr><w:r><w:t xml:space="preserve">Zwecke/)
  assert.match(body, /<w:pStyle w:val="Heading2"\/>/)
  assert.equal(body.match(/<w:tblHeader\/>/g)?.length, 2)
  assert.match(body, /<w:tblCaption w:val="Empfänger &#34;alle&#34;"\/>/)
  // Every part is declared, and every relation leads to a part.
  const types = parts.get('[Content_Types].xml') ?? ''
  for (const [, name = ''] of types.matchAll(/PartName="\/([^"]+)"/g)) assert.ok(parts.has(name))
  const relations = parts.get('word/_rels/document.xml.rels') ?? ''
  for (const [, name] of relations.matchAll(/Target="([^"]+)"/g)) {
    assert.ok(parts.has(`word/${name}`))
  }
})

test('an ODT says first what it is, and tells title, language, headings and heads of tables', () => {
  const bytes = writeOdt(DOCUMENT)
  assert.equal(bytes.toString('latin1', 30, 38 + ODT_TYPE.length), `mimetype${ODT_TYPE}`)
  const parts = readZip(bytes)
  assert.match(parts.get('meta.xml') ?? '', /<dc:title>Verzeichnis/)
  assert.match(parts.get('styles.xml') ?? '', /fo:language="de" fo:country="DE"/)
  const body = parts.get('content.xml') ?? ''
  assert.match(body, /<text:h text:style-name="Heading_20_1" text:outline-level="1">Zwecke</)
  assert.equal(body.match(/<table:table-header-rows>/g)?.length, 2)
  assert.match(body, /<table:title>Empfänger &#34;alle&#34;</)
  const listed = [...(parts.get('META-INF/manifest.xml') ?? '').matchAll(/full-path="([^"]+)"/g)]
  for (const [, name = ''] of listed) assert.ok(name === '/' || parts.has(name))
})

test('the check of these tests sees what is not well-formed', () => {
  for (const bad of ['<a><b></a>', '<a x="1" x="2"/>', '<a>&</a>', '<a/><b/>', '<w:a/>', '<a']) {
    assert.throws(() => assertWellFormed(bad), bad)
  }
})
