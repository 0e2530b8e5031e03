import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { SOON } from './build/start-chunks.ts'

/** What a first visit of somebody who is signed in may load, in bytes after gzip. */
const MAX_FIRST_LOAD_JS = 150_000
/** What is loaded to sign in. */
const MAX_SIGN_IN_JS = 100_000
const MAX_CSS = 20_000
/** With an answer on the screen, code highlighted and formulas set. */
const MAX_WITH_ANSWER_JS = 260_000

const output = await buildWeb()
const chunks = new Map(
  output.filter((file) => file.type === 'chunk').map((chunk) => [chunk.fileName, chunk]),
)
const entry = [...chunks.values()].find(({ isEntry }) => isEntry)
const app = startOf('start-app.tsx')
const entrance = startOf('start-entrance.tsx')
const catalogues = cataloguesOf('messages.po')
const [largestCatalogue] = catalogues

test('the first load of the web app stays within its budget of JavaScript', () => {
  assert.ok(entry && largestCatalogue)
  const bytes = sizeOfAll(app) + sizeOf(largestCatalogue.code)
  assert.ok(bytes <= MAX_FIRST_LOAD_JS, `${bytes} bytes after gzip`)
})

test('the page where one signs in stays within its own, and loads nothing of the app', () => {
  const [catalogue] = cataloguesOf('entrance.po')
  assert.ok(catalogue)
  const bytes = sizeOfAll(entrance) + sizeOf(catalogue.code)
  assert.ok(bytes <= MAX_SIGN_IN_JS, `${bytes} bytes after gzip`)
  assert.ok(bytes > MAX_SIGN_IN_JS / 2, `only ${bytes} bytes: is this all of it?`)
})

test('a conversation with code and formulas in it stays within its own', () => {
  assert.ok(entry && largestCatalogue)
  const names = new Set(app)
  const renderer = [...chunks.keys()].filter((name) => /Markdown|highlight|Formula/i.test(name))
  assert.ok(renderer.length > 0, 'the renderer is a chunk of its own')
  for (const name of renderer) for (const each of withStaticImports(name)) names.add(each)
  const bytes = sizeOfAll(names) + sizeOf(largestCatalogue.code)
  assert.ok(bytes <= MAX_WITH_ANSWER_JS, `${bytes} bytes after gzip`)
})

test('so does all that is fetched with it, also what is there for the next click', () => {
  const [soon] = cataloguesOf('/soon.po')
  const files = ['i18n/later-catalogues.ts', 'i18n/follow-person.ts', 'maths/Formula.tsx', ...SOON]
  const names = new Set([largestCatalogue, soon].map((chunk) => chunk?.fileName ?? ''))
  for (const name of app) names.add(name)
  for (const file of files) for (const name of startOf(file.replace('../', ''))) names.add(name)
  const highlighting = output.filter(({ fileName }) =>
    /\/(?:highlight-worker|javascript)-[^/]*\.js$/.test(fileName),
  )
  assert.equal(highlighting.length, 2, 'the worker, and a grammar')
  const bytes =
    sizeOfAll(names) +
    highlighting.reduce(
      (sum, file) => sum + sizeOf(file.type === 'chunk' ? file.code : file.source),
      0,
    )
  assert.ok(bytes <= MAX_WITH_ANSWER_JS, `${bytes} bytes after gzip`)
  for (const { fileName } of [...cataloguesOf('extras.po'), ...cataloguesOf('workspace.po')]) {
    assert.equal(names.has(fileName), false)
  }
})

test('the styles stay within theirs, and no font and no picture is loaded', () => {
  const assets = output.filter((file) => file.type === 'asset')
  const styles = assets.filter(({ fileName }) => fileName.endsWith('.css'))
  const bytes = styles.reduce((sum, { source }) => sum + sizeOf(source), 0)
  assert.ok(bytes <= MAX_CSS, `${bytes} bytes after gzip`)
  assert.deepEqual(
    assets.map(({ fileName }) => fileName).filter((name) => !/\.(css|html|js)$/.test(name)),
    [],
  )
})

test('each language has its own catalogue, loaded only when it is spoken', () => {
  assert.ok(catalogues.length >= 3)
  const first = new Set([...app, ...entrance])
  for (const { fileName } of catalogues) assert.equal(first.has(fileName), false)
})

/** All that is loaded until one of the two is there: the entry, and what it then asks for. */
function startOf(file: string): Set<string> {
  const start = [...chunks.values()].find(({ facadeModuleId }) => facadeModuleId?.endsWith(file))
  assert.ok(entry && start, `${file} is a chunk of its own`)
  return withStaticImports(start.fileName, withStaticImports(entry.fileName))
}

/** The largest one first. */
function cataloguesOf(file: string) {
  return [...chunks.values()]
    .filter(({ facadeModuleId }) => facadeModuleId?.endsWith(file))
    .toSorted((a, b) => sizeOf(b.code) - sizeOf(a.code))
}

async function buildWeb(): Promise<Rolldown.RolldownOutput['output'][number][]> {
  const configFile = join(import.meta.dirname, 'vite.config.ts')
  const result = await build({ configFile, logLevel: 'error', build: { write: false } })
  return [result].flat().flatMap((each) => ('output' in each ? each.output : []))
}

/** The chunk and all that the browser must have before it runs. */
function withStaticImports(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen
  seen.add(name)
  for (const each of chunks.get(name)?.imports ?? []) withStaticImports(each, seen)
  return seen
}

function sizeOfAll(names: Iterable<string>): number {
  return [...names].reduce((sum, name) => sum + sizeOf(chunks.get(name)?.code ?? ''), 0)
}

function sizeOf(content: string | Uint8Array): number {
  return gzipSync(content, { level: 9 }).length
}
