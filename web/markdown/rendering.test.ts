import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { importModule } from '../ui/module-testing.ts'
import { SAMPLES } from './markdown-samples.ts'

let render: (text: string, isStreaming?: boolean) => string
before(async () => {
  const module = await importModule('markdown/static-rendering.tsx')
  assert.ok(typeof module === 'object' && module !== null && 'renderMarkdown' in module)
  const { renderMarkdown } = module
  assert.ok(typeof renderMarkdown === 'function')
  render = (text, isStreaming = false) => String(renderMarkdown(text, isStreaming))
})

/** What is drawn, without the frame around it. */
function inside(text: string, isStreaming = false): string {
  return render(text, isStreaming).replace(/^<div class="md">|<\/div>$/g, '')
}

const CASES: [title: string, markdown: string, html: string][] = [
  ['emphasis', '**a** *b* ~~c~~', '<p dir="auto"><strong>a</strong> <em>b</em> <del>c</del></p>'],
  [
    'inline code, never decoded',
    '`a &amp; <b>`',
    '<p dir="auto"><code dir="ltr">a &amp;amp; &lt;b&gt;</code></p>',
  ],
  ['HTML, as text', '<b>a</b>', '<p dir="auto">&lt;b&gt;a&lt;/b&gt;</p>'],
  [
    'character references, once',
    '&eacute; &#x20AC; &amp;lt; &nope;',
    '<p dir="auto">é € &amp;lt; &amp;nope;</p>',
  ],
  ['escapes', '\\*a\\*', '<p dir="auto">*a*</p>'],
  ['a lone dollar sign, which is money', 'from $5 to $10', '<p dir="auto">from $5 to $10</p>'],
  ['a line break where the text has one', 'a\nb', '<p dir="auto">a<br/>b</p>'],
  ['a break tag in a line', 'a<br/>b', '<p dir="auto">a<br/>b</p>'],
  ['headings below those of the page', '# a', '<h3 dir="auto" data-depth="1">a</h3>'],
  ['a rule', '---', '<hr/>'],
  [
    'an address in a line of Arabic, which stays one',
    'للاستفسار: somebody.with.a.long.name@example.eu',
    '<p dir="rtl">للاستفسار: <a href="mailto:somebody.with.a.long.name@example.eu" target="_blank" rel="noopener noreferrer nofollow" referrerPolicy="no-referrer" dir="auto">somebody.with.a.long.name@example.eu</a></p>',
  ],
  ['a quotation', '> a', '<blockquote dir="auto"><p dir="auto">a</p></blockquote>'],
  [
    'a numbered list that begins later',
    '3. a\n4. b',
    '<ol dir="auto" start="3"><li><span class="md-line" dir="auto">a</span></li><li><span class="md-line" dir="auto">b</span></li></ol>',
  ],
  [
    'a nested list',
    '- a\n  - b',
    '<ul dir="auto"><li><span class="md-line" dir="auto">a</span><ul dir="auto"><li><span class="md-line" dir="auto">b</span></li></ul></li></ul>',
  ],
  [
    'a task with its state in words',
    '- [ ] a',
    '<ul dir="auto" class="md-tasks"><li class="md-task"><span class="md-task-mark" role="img" aria-label="To do"></span><span class="md-line" dir="auto">a</span></li></ul>',
  ],
  [
    'a table with header cells, in a region for the keyboard',
    '| a | b |\n|---|--:|\n| 1 | 2 |',
    '<div class="md-table" aria-label="Table" tabindex="0" role="group"><table dir="auto"><thead><tr><th scope="col">a</th><th scope="col" data-align="right">b</th></tr></thead><tbody><tr><td>1</td><td data-align="right">2</td></tr></tbody></table></div>',
  ],
  [
    'a link that tells nobody where the reader came from',
    '[a](https://example.org/)',
    '<p dir="auto"><a href="https://example.org/" target="_blank" rel="noopener noreferrer nofollow" referrerPolicy="no-referrer" dir="auto">a</a></p>',
  ],
  [
    'the true host behind words that name another',
    '[bank.example](https://evil.example/)',
    '<p dir="auto"><a href="https://evil.example/" target="_blank" rel="noopener noreferrer nofollow" referrerPolicy="no-referrer" dir="auto">bank.example</a> <bdi class="md-host" dir="ltr" title="Leads to evil.example">(evil.example)</bdi></p>',
  ],
  [
    'the words of a link that leads nowhere safe, and where it led',
    '[a](javascript:b)',
    '<p dir="auto"><span class="md-removed" title="Link removed: it leads nowhere safe"><bdi>a</bdi> <code dir="ltr">javascript:b</code></span></p>',
  ],
  [
    'an image as a link that says what it is',
    '![a chart](https://example.org/c.png)',
    '<p dir="auto"><a href="https://example.org/c.png" class="md-chip" target="_blank" rel="noopener noreferrer nofollow" referrerPolicy="no-referrer" dir="auto">§<span class="md-chip-note">Image not loaded</span><bdi>a chart</bdi><bdi class="md-host">example.org</bdi></a></p>',
  ],
]
for (const [title, markdown, html] of CASES) {
  test(`draws ${title}`, () => assert.equal(inside(markdown).replace(/<svg.*?<\/svg>/g, '§'), html))
}

test('draws a block of code with its language and its text untouched', () => {
  const html = inside('```js\nconst a = "<b>"\n```')
  assert.match(html, /<span class="code-block-language">js<\/span>/)
  assert.match(
    html,
    /<div class="code-block-scroll" tabindex="0" role="group" aria-label="Code, js"><pre><code>const a = &quot;&lt;b&gt;&quot;<\/code>/,
  )
})

test('shows by name the characters that turn a line of code around', () => {
  assert.match(inside('```\na \u202e b\n```'), /a <mark class="code-turning">U\+202E<\/mark> b/)
})

test('a reference link finds its definition before and behind it, and the first of two counts', () => {
  const link = /<a href="https:\/\/example.org\/1"[^>]*>a<\/a>/
  assert.match(inside('[a]\n\n[a]: https://example.org/1\n\n[a]: https://example.org/2'), link)
  assert.match(inside('[a]: https://example.org/1\n\n> [a]'), link)
  assert.match(inside('> [A]: https://example.org/1\n\n[a]'), link)
  assert.equal(inside('[a]'), '<p dir="auto">[a]</p>')
})

test('footnotes are numbered as they are mentioned, and stand at the end', () => {
  const html = inside('One[^b], two[^a].\n\n[^a]: **A**\n[^b]: B\n    and more\n\nAfter.')
  assert.match(
    html,
    /One<sup data-note="[^"]+-note-1"><a href="#[^"]+-note-1" role="doc-noteref" aria-label="Note 1">1<\/a>/,
  )
  assert.match(
    html,
    /<section class="md-notes" role="doc-endnotes" aria-label="Notes"><ol><li[^>]*><p dir="auto">B<br\/>and more<\/p>/,
  )
  assert.match(html, /<strong>A<\/strong>.*<\/ol><\/section>$/)
  assert.equal(inside('[^nowhere]'), '<p dir="auto">[^nowhere]</p>')
})

test('headings make an outline without gaps, whatever depths the model chose', () => {
  const levels = (text: string) =>
    [...inside(text).matchAll(/<h(\d)/g)].map(([, level]) => level).join('')
  assert.equal(levels('## a\n\n### b\n\n## c\n\n# d'), '3433')
  assert.equal(levels('# a\n\n#### b\n\n## c\n\n### d'), '3445')
  assert.equal(levels('# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f'), '345666')
  assert.equal(
    inside('> # a'),
    '<blockquote dir="auto"><p dir="auto" data-depth="1">a</p></blockquote>',
  )
})

test('a mixed block takes the direction of most of its letters', () => {
  assert.match(inside('HTML هي لغة ترميز النصوص'), /^<p dir="rtl">/)
  assert.match(inside('The word مرحبا means hello'), /^<p dir="ltr">/)
  assert.match(inside('مرحبا'), /^<p dir="rtl">/)
})

test('a column of a right-to-left table has one edge, and numbers stand as the text around them', () => {
  const html = inside('| القوة | kn |\n|---|--:|\n| عاصفة قوية | 48 |')
  assert.match(html, /<table dir="rtl">.*<td data-align="right"><bdi>48<\/bdi><\/td>/)
  assert.equal(inside('48'), '<p>48</p>')
})

test('a stream in every sample language ends as the same document drawn at once', () => {
  for (const sample of SAMPLES) {
    assert.equal(render(sample), render(sample.replaceAll('\r\n', '\n')))
    assert.doesNotMatch(render(sample, true), /undefined|\[object/)
  }
})

test('half an address is never shown as a link while it streams', () => {
  assert.equal(inside('see [the notice](https://exa', true), '<p dir="auto">see the notice</p>')
})

test('nesting beyond the limit is shown as it was written', () => {
  const html = inside(`${'> '.repeat(500)}deep`)
  assert.equal(html.match(/<blockquote/g)?.length, 12)
  assert.match(html, /&gt; deep<\/p>/)
})

test('a megabyte is shown as plain text', () => {
  const html = inside('**a** '.repeat(180_000))
  assert.match(html, /^<p class="md-plain">\*\*a\*\* /)
})
