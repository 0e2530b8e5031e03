import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importModule } from '../ui/module-testing.ts'

test('a number in brackets leads to its source where there is one, and stays a number elsewhere', async () => {
  const module = await importModule('markdown/static-rendering.tsx')
  assert.ok(typeof module === 'object' && module !== null && 'renderMarkdown' in module)
  const { renderMarkdown } = module
  assert.ok(typeof renderMarkdown === 'function')
  const sources = new Map([[1, { title: 'A law "in force"', elementId: 's-m-1' }]])
  const draw = (text: string, known?: typeof sources) => String(renderMarkdown(text, false, known))

  const html = draw('So it is [1], not [2]. `a[1]`', sources)
  assert.equal(html.match(/role="doc-biblioref"/g)?.length, 1)
  assert.match(html, /href="#s-m-1"[^>]*aria-label="Source 1: A law &quot;in force&quot;"/)
  assert.match(html, /not \[2\]/)
  assert.match(html, /<code dir="ltr">a\[1\]<\/code>/)
  assert.doesNotMatch(draw('So it is [1].'), /<a/)
})
