import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

/** Which folders each folder may import, itself apart. ARCHITECTURE.md says why. */
const BELOW_GATEWAY = [
  'server/lib',
  'server/http',
  'server/access',
  'server/providers',
  'server/engine',
  'server/models',
]
const MAY_IMPORT: Record<string, string[]> = {
  wire: [],
  sdk: ['wire'],
  cli: ['sdk', 'wire', 'server/lib', 'server/models'],
  web: ['sdk', 'wire'],
  'server/lib': ['wire'],
  'server/http': ['server/lib', 'wire'],
  'server/access': ['server/http', 'server/lib', 'wire'],
  'server/providers': ['server/lib', 'wire'],
  'server/engine': ['server/providers', 'server/lib', 'wire'],
  'server/models': [
    'server/engine',
    'server/providers',
    'server/access',
    'server/http',
    'server/lib',
    'wire',
  ],
  'server/gateway': [...BELOW_GATEWAY, 'wire'],
  'server/assistant': ['server/gateway', ...BELOW_GATEWAY, 'wire'],
}

/** Which files may touch the outside world, or what only one kind of file may know. */
const ONLY_IN: [RegExp, RegExp][] = [
  [/from 'postgres'/, /-store\.ts$|lib\/database\.ts$/],
  [/from '@electric-sql/, /lib\/database[a-z-]*\.ts$/],
  [/from 'hono|from '@hono/, /\/routes\.ts$|^server\/http\/|^server\/app\.ts$/],
  [/process\.env/, /^server\/config\.ts$|^server\/engine\/child-environment\.ts$/],
  [/from 'node-llama-cpp/, /^server\/engine\/llama-[a-z-]+\.ts$/],
  [/dangerouslySetInnerHTML|\.innerHTML/, /^$/],
]

const layers = Object.keys(MAY_IMPORT)
const layerOf = (path: string) => layers.find((layer) => path.startsWith(`${layer}/`))

for (const path of globSync(layers.map((layer) => `${layer}/**/*.{ts,tsx}`))) {
  if (/\.test\.tsx?$|\/dist\/|\/locales\//.test(path)) continue
  const text = readFileSync(path, 'utf8')

  test(`${path} is tidy`, () => {
    for (const [, specifier = ''] of text.matchAll(/(?:from|import\() ?'([.#][^']+)'/g)) {
      const target = specifier.startsWith('#') ? specifier.slice(1) : join(dirname(path), specifier)
      const [from = '', to = ''] = [layerOf(path), layerOf(target)]
      assert.ok(from === to || MAY_IMPORT[from]?.includes(to), `may not import ${target}`)
    }
    for (const [word, place] of ONLY_IN) {
      assert.ok(place.test(path) || !word.test(text), `may not use ${word.source}`)
    }
    assert.doesNotMatch(path, /utils|helpers|manager|service/i, 'has a name that says nothing')
  })
}
