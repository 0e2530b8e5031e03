import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertWellFormed, readZip } from '../documents-testing.ts'
import { writeRichDocx } from './docx.ts'
import { writeRichHtml } from './html.ts'
import { writeRichOdt } from './odt.ts'
import type { RichBlock, RichDocument, RichInline } from './rich-document.ts'

const words = (text: string): RichInline[] => [{ type: 'text', text }]
const BLOCKS: RichBlock[] = [
  { type: 'heading', level: 2, inlines: words('Überschrift') },
  {
    type: 'paragraph',
    inlines: [
      { type: 'strong', children: [{ type: 'em', children: words('<b>&"') }] },
      { type: 'break' },
      { type: 'link', href: 'https://example.eu/?a=1&b="2"', children: words('Ort') },
      { type: 'math', tex: String.raw`\frac{a}{b_1}` },
      { type: 'note', blocks: [{ type: 'paragraph', inlines: words('Eine Note\u0001') }] },
    ],
  },
  {
    type: 'list',
    start: 3,
    items: [
      {
        isDone: true,
        blocks: [
          { type: 'paragraph', inlines: words('drei') },
          { type: 'list', start: undefined, items: [{ blocks: [] }] },
        ],
      },
    ],
  },
  { type: 'quote', blocks: [{ type: 'code', language: 'c', text: 'a  b\n\tc]]>' }] },
  {
    type: 'table',
    align: ['left', 'right'],
    header: [words('A'), words('B')],
    rows: [[words('1')], [words('1'), words('2')]],
  },
  { type: 'math', tex: String.raw`\sum_{i=0}^n i` },
  { type: 'math', tex: String.raw`\broken{` },
  { type: 'rule' },
  {
    type: 'region',
    lang: 'ar',
    dir: 'rtl',
    blocks: [{ type: 'paragraph', inlines: words('مرحبا') }],
  },
]
const DOCUMENT: RichDocument = {
  title: 'Ein <Titel> & mehr',
  lang: 'de',
  author: 'Stadt',
  madeAt: '2026-11-22T12:00:00.000Z',
  words: { page: 'Seite', notes: 'Fußnoten' },
  blocks: BLOCKS,
}

test('a DOCX has headings, nested numbering, table heads, footnotes, links, formulas and the language of each run', () => {
  const parts = readZip(writeRichDocx(DOCUMENT))
  for (const [name, content] of parts) {
    if (/\.(?:xml|rels)$/.test(name)) assertWellFormed(content)
  }
  const body = parts.get('word/document.xml') ?? ''
  for (const expected of [
    '<w:pStyle w:val="Heading2"/>',
    '<w:tblHeader/>',
    '<w:ilvl w:val="1"/>',
    '<w:footnoteReference w:id="1"/>',
    '<m:f><m:num>',
    '<w:bidi/>',
    '<w:lang w:bidi="ar"/>',
    '☑ ',
  ]) {
    assert.ok(body.includes(expected), expected)
  }
  assert.match(parts.get('word/footnotes.xml') ?? '', /Eine Note/)
  assert.match(
    parts.get('word/_rels/document.xml.rels') ?? '',
    /https:\/\/example\.eu.*TargetMode="External"/,
  )
  assert.match(parts.get('word/numbering.xml') ?? '', /<w:startOverride w:val="3"\/>/)
})

test('an ODT has the same, with formulas as MathML', () => {
  const parts = readZip(writeRichOdt(DOCUMENT))
  for (const [name, content] of parts) if (name.endsWith('.xml')) assertWellFormed(content)
  const body = parts.get('content.xml') ?? ''
  for (const expected of [
    'text:outline-level="2"',
    '<table:table-header-rows>',
    'text:note-class="footnote"',
    'text:start-value="3"',
    'style:writing-mode="rl-tb"',
    'fo:language="ar"',
  ]) {
    assert.ok(body.includes(expected), expected)
  }
  assert.match(parts.get('Object 1/content.xml') ?? '', /<mfrac>/)
  // A formula that cannot be read is shown as it was written.
  assert.match(body, /\\broken\{/)
})

test('an HTML page is one file that loads and runs nothing', () => {
  const page = writeRichHtml(DOCUMENT)
  assert.match(page, /default-src &#39;none&#39;; style-src &#39;sha256-[\w+/=]+&#39;/)
  assert.ok(!/<script|<img|<iframe|<link|javascript:|<b>/.test(page))
  assert.match(page, /<div lang="ar" dir="rtl">/)
  assert.match(page, /<th scope="col"/)
  assert.match(page, /role="doc-endnotes"/)
})
