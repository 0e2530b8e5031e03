import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { loadConfig } from '#server/config.ts'
import { PRESETS } from '#server/providers/presets.ts'

const DOCUMENTS = ['README.md', ...globSync('docs/guides/*.md')]
/** Blocks that name another program's file first are that program's. */
const BLOCK = /^```yaml\n((?!# [\w-]+\.ya?ml)[\s\S]*?)^```/gm

const blocks = DOCUMENTS.flatMap((document) => {
  const text = readFileSync(document, 'utf8')
  return [...text.matchAll(BLOCK)].map((match) => {
    const line = text.slice(0, match.index).split('\n').length
    return { where: `${document}:${line}`, yaml: match[1] ?? '' }
  })
})

for (const { where, yaml } of blocks) {
  test(`the settings at ${where} are taken as they stand`, () => {
    assert.doesNotThrow(() => load(yaml))
  })
}

test('the guide to providers has an example of every supplier that it calls known', () => {
  const guide = readFileSync('docs/guides/providers.md', 'utf8')
  const examples = [...guide.matchAll(BLOCK)].map(([, yaml = '']) => load(yaml).providers)
  const shown = new Set(
    examples.flatMap((providers) =>
      Object.entries(providers).map(([id, { preset }]) => preset ?? id),
    ),
  )
  const missing = Object.keys(PRESETS).filter((name) => !shown.has(name))
  assert.deepEqual(missing, [])
})

/** As a start would read it, with every variable of the environment set that it names. */
function load(yaml: string) {
  const names = [...yaml.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name)
  const environment = Object.fromEntries(names.map((name) => [name, valueOf(name)]))
  return loadConfig([], environment, { fileText: yaml })
}

/** One of its own for each, that nobody could guess; of the form that is asked for where one is. */
function valueOf(name: string): string {
  const digest = createHash('sha256').update(name).digest('base64')
  return name === 'GALERNE_BODIES_KEY' ? digest : `AKIA${digest.replaceAll(/\W/g, 'x')}`
}
