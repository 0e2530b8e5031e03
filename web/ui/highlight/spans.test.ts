import hljs from 'highlight.js/lib/core'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findLanguage } from './language-names.ts'
import { loadLanguage } from './languages.ts'
import { spansFromHighlight } from './spans.ts'

const CODE = 'const a = `<b> ${"ä" + 1} &amp; \'x\'` // > "done"\nif (a < 1 && b > 2) {}\n'

for (const name of ['typescript', 'html', 'c++', 'yml', 'sh']) {
  test(`the spans of ${name} hold the code to the letter`, async () => {
    const language = findLanguage(name)
    assert.ok(language)
    hljs.registerLanguage(language, await loadLanguage(language))
    const { value } = hljs.highlight(CODE, { language, ignoreIllegals: true })
    const spans = spansFromHighlight(value)
    assert.equal(spans.map(({ text }) => text).join(''), CODE)
    assert.ok(spans.length > 1)
  })
}

test('a span carries the innermost meaning', () => {
  const html = '<span class="hljs-string">a<span class="hljs-subst">b</span>c</span>d'
  assert.deepEqual(spansFromHighlight(html), [
    { text: 'a', scope: 'string' },
    { text: 'b', scope: 'subst' },
    { text: 'c', scope: 'string' },
    { text: 'd', scope: '' },
  ])
})

test('a language that nobody knows, or that every object has, is none', () => {
  for (const name of ['', 'klingon', '__proto__', 'constructor', 'toString']) {
    assert.equal(findLanguage(name), undefined)
  }
})
