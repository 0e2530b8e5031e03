import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lexBlockTokens, lexMarkdown } from '#wire/markdown-lexer.ts'

/* The same text is the same blocks on the page and in an export. */

const TEXTS: Record<string, string> = {
  headings: '# One\n\nTwo\n===\n\ntext\n---\n',
  lists: '- [x] done\n- [ ] open\n  1. one\n  2. two\n\n7) seven',
  'a table': '| A | B |\n|:-:|--:|\n| $x$ | a<br>b |\n\nAfter',
  'a formula on lines of its own': 'Text\n\n$$\n\\int_0^1 x\n$$\n\nMore\n\\[a=b\\]',
  'a formula before a full stop': '$$a^2$$.\n\nNext',
  'a formula with words behind it': '$$a^2$$ is a square',
  'money, which is no formula': 'It costs $5 and $10, or $1,000 + VAT.\n\n$$ for nothing $$',
  'a matrix that is not finished': '$$\n1 & 2 \\\\\n- 3 & 4\n+ x\n\nlater',
  'footnotes of several lines':
    'See[^1].\n\n[^1]: A note\n    that goes on.\n\n    And on.\n[^b]: Another',
  'links by reference':
    '[a][b]\n\n[b]: https://a.example "T"\n\n[c]: https://b.example\n "not a title"',
  'HTML, which is text': '<div>\n\n- a\n\n</div>\n<script>x</script>\n\ntext <b>bold</b>',
  code: '```ts\nconst a = "$$"\n```\n\n    indented\n\n~~~\nopen',
  quotations: '> one\n> > two\nlazy\n\n---',
  'blocks deeper than any': `${'> '.repeat(30)}deep`,
  'a paragraph of nothing but marks': '*a'.repeat(3_000),
}

interface Block {
  type: string
  raw: string
}

for (const [name, text] of Object.entries(TEXTS)) {
  test(`page and export agree on ${name}`, () => {
    const shapeOf = (tokens: readonly Block[]) => tokens.map(({ type, raw }) => [type, raw])
    assert.deepEqual(shapeOf(lexMarkdown(text)), shapeOf(lexBlockTokens(text)))
  })
}
