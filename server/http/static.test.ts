import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { silentLog } from '#server/lib/log.ts'
import { listen } from './server.ts'
import { createStaticFiles } from './static.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'

const root = mkdtempSync(join(tmpdir(), 'galerne-static-'))
after(() => rmSync(root, { recursive: true }))
const dist = join(root, 'dist')
const SCRIPT = 'console.log("Grüße")'
mkdirSync(join(dist, 'assets'), { recursive: true })
writeFileSync(join(dist, 'index.html'), '<!doctype html>start')
writeFileSync(join(dist, 'assets/app-Ab3xY9_z.js'), SCRIPT)
writeFileSync(join(dist, 'assets/app-Ab3xY9_z.js.br'), brotliCompressSync(SCRIPT))
writeFileSync(join(dist, 'assets/app-Ab3xY9_z.js.gz'), gzipSync(SCRIPT))
writeFileSync(join(root, 'secret.txt'), 'the secret')
symlinkSync(join(root, 'secret.txt'), join(dist, 'linked.txt'))

const serve = createStaticFiles(dist)
const get = (path: string, headers: Record<string, string> = {}) =>
  serve(new Request(`http://localhost${path}`, { headers }))
const page = { accept: 'text/html' }

test('the start page and every page of the app are index.html, asked for anew each time', async () => {
  for (const [path, headers] of [
    ['/', {}],
    ['/c/019a', page],
    ['/gallery', page],
  ] as const) {
    const response = await get(path, headers)
    assert.equal(await response.text(), '<!doctype html>start', path)
    assert.equal(response.headers.get('cache-control'), 'no-cache')
    assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8')
  }
})

test('a file whose name has its hash is kept by the browser for good', async () => {
  const response = await get('/assets/app-Ab3xY9_z.js')
  assert.equal(await response.text(), SCRIPT)
  assert.match(response.headers.get('cache-control') ?? '', /immutable/)
  assert.equal(response.headers.get('content-type'), 'text/javascript; charset=utf-8')
})

test('what was compressed beforehand is sent so to whoever can read it', async () => {
  const fetchAs = async (accepted: string) => {
    const response = await get('/assets/app-Ab3xY9_z.js', { 'accept-encoding': accepted })
    const bytes = Buffer.from(await response.arrayBuffer())
    return { name: response.headers.get('content-encoding'), bytes }
  }
  const brotli = await fetchAs('gzip, deflate, br, zstd')
  assert.equal(brotli.name, 'br')
  assert.equal(brotliDecompressSync(brotli.bytes).toString(), SCRIPT)
  const gzip = await fetchAs('gzip;q=1.0, br;q=0')
  assert.equal(gzip.name, 'gzip')
  assert.equal(gunzipSync(gzip.bytes).toString(), SCRIPT)
  assert.equal((await fetchAs('identity')).name, null)
})

test('what the browser has already is not sent again', async () => {
  const etag = (await get('/')).headers.get('etag') ?? ''
  const response = await get('/', { 'if-none-match': etag })
  assert.equal(response.status, 304)
  assert.equal(await response.text(), '')
})

test('a file that is not there is 404, never the start page', async () => {
  for (const path of ['/nothing.js', '/assets/old-12345678.js', '/assets/', '/index.html.br']) {
    assert.equal((await get(path)).status, 404, path)
  }
})

test('a new build is served without a restart', async () => {
  const path = join(dist, 'index.html')
  writeFileSync(path, '<!doctype html>new')
  utimesSync(path, 1, 1)
  assert.equal(await (await get('/', page)).text(), '<!doctype html>new')
})

test('without a build the page says how to get one', async () => {
  const response = await createStaticFiles(join(root, 'none'))(new Request('http://localhost/'))
  assert.equal(response.status, 503)
  assert.match(await response.text(), /npm start/)
})

const ATTACKS = [
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e%2fsecret.txt',
  '/..%5csecret.txt',
  '/....//secret.txt',
  '//../secret.txt',
  '/linked.txt',
  '/assets/..;/../secret.txt',
  '/..%00/secret.txt',
  'file:///../secret.txt',
]

/** Sends the path as it is: clients tidy it up before they send it. */
function rawGet(port: number, path: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const request = httpRequest({ port, path, headers: { host: 'localhost' } }, (response) => {
    let text = ''
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    response.on('end', () => resolve(text))
  })
  request.on('error', reject).end()
  return promise
}

test('no path leads out of the folder', async () => {
  const server = await listen({
    host: '127.0.0.1',
    port: 0,
    fetch: (request) => serve(request),
    v1: () => {},
    isHostAllowed: () => true,
    log: silentLog,
  })
  for (const path of ATTACKS) {
    assert.doesNotMatch(await rawGet(server.port, path), /the secret/, path)
  }
  await server.close()
})

test('the same paths do lead out of a server that joins them to its folder', async () => {
  const naive = createServer((request, response) => {
    const path = join(dist, decodeURIComponent(request.url ?? ''))
    readFile(path, 'utf8').then(
      (text) => response.end(text),
      () => response.end(),
    )
  })
  const port = await listenOnLoopback(naive)
  let leaks = 0
  for (const path of ATTACKS) leaks += /the secret/.test(await rawGet(port, path)) ? 1 : 0
  naive.close()
  assert.ok(leaks >= 5, `${leaks} of ${ATTACKS.length}`)
})
