import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Plugin } from 'vite'
import { openTestPage } from '../browser-testing.ts'

/** A grammar of Python that never comes to an end, as some do on a text made for it. */
const endlessPython: Plugin = {
  name: 'endless-python',
  transform(code, id) {
    if (!id.endsWith('/highlight/languages.ts')) return undefined
    const loading = /import\((['"])highlight\.js\/lib\/languages\/python\1\)/
    assert.match(code, loading)
    return code.replace(loading, 'Promise.resolve({ default: () => { for (;;); } })')
  },
}

const TEXT = '```python\nprint(1)\n```\n\n```js\nconst a = 1\n```\n\n```klingon\nqapla\n```\n'

test('a grammar that never ends costs its own block the colours, and nothing else', async () => {
  const { page, effects, close } = await openTestPage({
    entry: 'markdown/markdown-page.tsx',
    plugins: [endlessPython],
  })
  try {
    await page.evaluate((text) => globalThis.markdownPage.draw(text, false), TEXT)
    await page.locator('.code-keyword', { hasText: 'const' }).waitFor()
    const blocks = page.locator('pre code')
    assert.deepEqual(await blocks.allTextContents(), ['print(1)', 'const a = 1', 'qapla'])
    assert.equal(await blocks.first().locator('span').count(), 0)
    assert.deepEqual(effects, [])
  } finally {
    await close()
  }
})

test('code that comes back into view has its colours at once', async () => {
  const { page, close } = await openTestPage({ entry: 'markdown/markdown-page.tsx' })
  try {
    await page.evaluate((text) => globalThis.markdownPage.draw(text, false), TEXT)
    await page.locator('.code-built_in', { hasText: 'print' }).waitFor()
    const coloured = await page.evaluate((text) => {
      globalThis.markdownPage.clear()
      globalThis.markdownPage.draw(text, false)
      return document.querySelectorAll('.code-built_in').length
    }, TEXT)
    assert.equal(coloured, 1)
  } finally {
    await close()
  }
})
