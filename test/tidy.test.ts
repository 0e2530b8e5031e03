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

/** All that may open a connection to somewhere, or look a name up; a database's are in its own rule above. */
const DIALLERS = [
  'server/lib/address.ts',
  'server/lib/guarded-fetch.ts',
  'server/lib/mail.ts',
  'server/providers/http-client/open-socket.ts',
  'server/observability/post.ts',
  'server/audit/sinks/syslog-sink.ts',
  'server/access/sso/ldap/ldap-connection.ts',
  'server/attachments/scan/clamd.ts',
  'server/attachments/scan/icap.ts',
  'server/models/sources/download.ts',
]
const NETWORK =
  /^(?:node:)?(?:net|tls|https?|http2|dgram|dns|dns\/promises)$|^(?:undici|nodemailer|ldapts|ws)$/
/** They read addresses, serve, or tell what is known: none of them dials. */
const HARMLESS =
  /^(?:type .*|BlockList|isIP|isIPv4|isIPv6|STATUS_CODES|METHODS|rootCertificates|createServer|createSecureContext)$/

/** Whether a file takes something of a module by which it could dial. */
function mayDial(text: string): boolean {
  if (/globalThis\??(?:\.fetch\(|\[)/.test(text)) return true
  const imports = text.matchAll(/(?:import|export) (?!type )([^;'"]*?) from ['"]([^'"]+)['"]/g)
  for (const [, names = '', specifier = ''] of imports) {
    if (!NETWORK.test(specifier)) continue
    const braced = /^\{([^}]*)\}$/.exec(names)?.[1]
    const taken = braced?.split(',').map((name) => name.trim().replace(/ as .*/, '')) ?? [names]
    if (taken.some((name) => name !== '' && !HARMLESS.test(name))) return true
  }
  const loaded = text.matchAll(/(?:import|require|getBuiltinModule)\(\s*['"`]([^'"`]+)['"`]/g)
  return [...loaded].some(([, specifier = '']) => NETWORK.test(specifier))
}

/** What the file takes, and may not. */
function forbiddenIn(path: string, text: string): string[] {
  const found = ONLY_IN.filter(([word, place]) => !place.test(path) && word.test(text))
  const isDialler = DIALLERS.includes(path) || new RegExp(TESTING).test(path)
  const dials = !isDialler && mayDial(text)
  return [
    ...found.map(([word]) => `may not use ${word.source}`),
    ...(dials ? ['may not dial: guard the address, and say so in DIALLERS'] : []),
  ]
}

test('data that names a program, becomes code or markup, or calls out would be found in any new file', () => {
  const careless = [
    "import { spawn } from 'node:child_process'",
    'const f = new Function(flow.text)',
    'return eval(setting)',
    "import { runInNewContext } from 'node:vm'",
    'element.innerHTML = answer',
    'await fetch(body.url)',
    "import { connect } from 'node:net'",
    'provider.call(request)',
    'sql`delete from people`',
    "process.env['KEY']",
  ]
  for (const text of careless) {
    assert.equal(forbiddenIn('server/assistant/new-thing.ts', text).length, 1, text)
  }
  assert.deepEqual(forbiddenIn('server/assistant/new-thing.ts', 'export const a = 1'), [])
})

test('a file that could dial is known by what it takes, however it takes it', () => {
  const dialling = [
    "import { connect } from 'node:net'",
    "import { isIP, connect as isPort } from 'node:net'",
    "import {\n  createServer,\n  request,\n} from 'node:http'",
    "import * as https from 'https'",
    "import dgram from 'node:dgram'",
    "import { lookup } from 'node:dns/promises'",
    "export { Agent } from 'undici'",
    "const { connect } = await import('node:tls')",
    "process.getBuiltinModule('node:http2')",
    'await globalThis.fetch(address)',
    "globalThis['fet' + 'ch'](address)",
  ]
  for (const text of dialling) assert.ok(mayDial(text), text)
  const harmless = [
    "import { BlockList, isIP, type Socket } from 'node:net'",
    "import type { Agent } from 'undici'",
    "import { createServer } from 'node:http'",
  ]
  for (const text of harmless) assert.ok(!mayDial(text), text)
  for (const path of DIALLERS) assert.ok(mayDial(readFileSync(path, 'utf8')), `${path} dials`)
})

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
    assert.deepEqual(forbiddenIn(path, text), [])
    assert.doesNotMatch(path, /utils|helpers|manager|service/i, 'has a name that says nothing')
  })
}
