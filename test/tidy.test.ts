import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

/** Which folders each folder may import, itself apart. ARCHITECTURE.md says why. */
const BELOW_GATEWAY = [
  'server/lib',
  'server/http',
  'server/access',
  'server/dialects',
  'server/providers',
  'server/engine',
  'server/models',
  'server/metering',
  'server/audit',
  'server/screening',
]
const MAY_IMPORT: Record<string, string[]> = {
  wire: [],
  sdk: ['wire'],
  // Of the audit the CLI has what checks a trail where no server runs.
  cli: ['sdk', 'wire', 'server/lib', 'server/models', 'server/audit'],
  web: ['sdk', 'wire'],
  'server/lib': ['wire'],
  'server/http': ['server/lib', 'wire'],
  'server/access': ['server/http', 'server/lib', 'wire'],
  'server/dialects': ['server/lib', 'wire'],
  'server/providers': ['server/dialects', 'server/lib', 'wire'],
  'server/engine': ['server/providers', 'server/dialects', 'server/lib', 'wire'],
  'server/models': [
    'server/engine',
    'server/providers',
    'server/dialects',
    'server/access',
    'server/http',
    'server/lib',
    'wire',
  ],
  'server/metering': [
    'server/models',
    'server/providers',
    'server/dialects',
    'server/access',
    'server/http',
    'server/lib',
    'wire',
  ],
  'server/audit': ['server/access', 'server/http', 'server/lib', 'wire'],
  // What of a call may leave, and as what.
  'server/screening': [
    'server/providers',
    'server/dialects',
    'server/access',
    'server/http',
    'server/lib',
    'wire',
  ],
  'server/gateway': [...BELOW_GATEWAY, 'wire'],
  'server/assistant': ['server/gateway', ...BELOW_GATEWAY, 'wire'],
  'server/sharing': ['server/gateway', ...BELOW_GATEWAY, 'wire'],
  // Prompts, memory: what the assistant is told beside the question, by its port.
  'server/prompts': ['server/assistant', 'server/gateway', ...BELOW_GATEWAY, 'wire'],
  'server/memory': ['server/assistant', 'server/gateway', ...BELOW_GATEWAY, 'wire'],
  // The words of an organisation, and texts in other languages: both by the assistant's way to a model.
  'server/glossary': ['server/assistant', 'server/gateway', ...BELOW_GATEWAY, 'wire'],
  'server/translation': ['server/assistant', 'server/gateway', ...BELOW_GATEWAY, 'wire'],
  // Asks models through the assistant's door.
  'server/plain-language': ['server/assistant', 'server/gateway', ...BELOW_GATEWAY, 'wire'],
  'server/attachments': ['server/gateway', ...BELOW_GATEWAY, 'wire'],
  'server/observability': ['server/gateway', ...BELOW_GATEWAY, 'wire'],
  'server/dependence': ['server/gateway', ...BELOW_GATEWAY, 'wire'],
  'server/catalogue': ['server/gateway', ...BELOW_GATEWAY, 'wire'],
  'server/configuration': ['server/gateway', ...BELOW_GATEWAY, 'wire'],
  'server/registers': ['server/gateway', ...BELOW_GATEWAY, 'wire'],
  'server/provenance': ['server/gateway', ...BELOW_GATEWAY, 'wire'],
  'server/exchange': ['server/gateway', ...BELOW_GATEWAY, 'wire'],
  'server/rights': ['server/gateway', ...BELOW_GATEWAY, 'wire'],
  'server/openapi': ['server/gateway', ...BELOW_GATEWAY, 'wire'],
  // What processes ask of each other is whatever they share.
  'server/cluster': [
    'server/catalogue',
    'server/observability',
    'server/assistant',
    'server/gateway',
    ...BELOW_GATEWAY,
    'wire',
  ],
}

/** Which files may touch the outside world, or what only one kind of file may know. */
const TESTING = String.raw`[/-]testing\.ts$`
const ONLY_IN: [RegExp, RegExp][] = [
  [/from 'postgres'/, /-store\.ts$|lib\/database\.ts$/],
  [/\bsql(?:<[^`;]*>)?`|sql\.unsafe/, /-store\.ts$|^server\/lib\/database[a-z-]*\.ts$/],
  [/from '@electric-sql/, /lib\/database[a-z-]*\.ts$/],
  [
    /from 'hono|from '@hono/,
    /\/routes\.ts$|^server\/http\/|^server\/(?:app|app-testing|start|front|open-[a-z-]+)\.ts$/,
  ],
  [
    // By whatever name: `process.env`, `process['env']`, `{ env } = process`, `import { env }`.
    /process\??(?:\.env\b|\[)|\} = process\b|from '(?:node:)?process'/,
    /^server\/config\.ts$|^server\/engine\/child-environment\.ts$|^server\/models\/testing\.ts$/,
  ],
  [
    /'node:child_process'/,
    new RegExp(
      String.raw`^server/main\.ts$|^server/lib/unwrap-secrets\.ts$|/engine-process\.ts$|/limited-process\.ts$|/sources/python-package\.ts$|${TESTING}`,
    ),
  ],
  [/'undici'/, /^server\/lib\/guarded-fetch\.ts$|^server\/models\/sources\/download\.ts$/],
  [
    /(?<![\w.])fetch\(|XMLHttpRequest|sendBeacon|new (?:EventSource|WebSocket)\(/,
    // The server's two hand the request on to the web app's own function of that name.
    /^sdk\/(?:http|entrance|is-signed-in|open-link)\.ts$|^web\/components\/attachments\/upload-file\.ts$|^cli\/local-server\.ts$|^server\/(?:front|app-testing|http\/server)\.ts$/,
  ],
  // Every model call of the product is the gateway's, with a principal, a decision and a record.
  [
    /rovider\??\.call\(/,
    // The second only asks which models there are: nothing is computed, and nothing is billed.
    new RegExp(
      String.raw`^server/gateway/(?:attempt|count-tokens|operations/run-operation|resources/call-provider|kept/call-kept)\.ts$|^server/cluster/models-desk\.ts$|/list-upstream-models\.ts$|${TESTING}`,
    ),
  ],
  [/'node-llama-cpp/, /^server\/engine\/llama-[a-z-]+\.ts$/],
  [/dangerouslySetInnerHTML|(?:inner|outer|Adjacent)HTML|srcDoc|document\.write/, /^$/],
  [/(?<![\w.])eval\(|new Function\(|'node:vm'/, /^$/],
]

/** What may come from outside, where that is little: the contract and its client run in any browser. */
const PACKAGES: Record<string, RegExp> = {
  wire: /^zod$|^marked$/,
  sdk: /^zod$/,
  cli: /^zod$|^node:/,
}

const layers = Object.keys(MAY_IMPORT)
const layerOf = (path: string) => layers.find((layer) => path.startsWith(`${layer}/`))

// The files of server/ itself wire everything together: they may import all, and touch no more than others.
for (const path of globSync(['server/*.ts', ...layers.map((layer) => `${layer}/**/*.{ts,tsx}`)])) {
  if (/\.test\.tsx?$|\/dist\/|\/locales\//.test(path)) continue
  const text = readFileSync(path, 'utf8')

  test(`${path} is tidy`, () => {
    for (const [, specifier = ''] of text.matchAll(/(?:from|import)[ (]'([^']+)'/g)) {
      const from = layerOf(path)
      if (!/^[.#]/.test(specifier)) {
        assert.match(specifier, PACKAGES[from ?? ''] ?? /^/, 'may not use this package')
        continue
      }
      const target = specifier.startsWith('#') ? specifier.slice(1) : join(dirname(path), specifier)
      const to = layerOf(target)
      const mayImport = from === undefined || from === to || MAY_IMPORT[from]?.includes(to ?? '')
      assert.ok(mayImport, `may not import ${target}`)
    }
    for (const [word, place] of ONLY_IN) {
      assert.ok(place.test(path) || !word.test(text), `may not use ${word.source}`)
    }
    assert.doesNotMatch(path, /utils|helpers|manager|service/i, 'has a name that says nothing')
  })
}
