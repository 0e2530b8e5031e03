import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openPartialFile } from '../partial-file.ts'
import { tinyGguf } from '../testing-files.ts'
import { createHttpsSource } from './https.ts'
import { createHuggingFaceSource } from './hugging-face.ts'
import type { SourceTask } from './source.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'

const closing: (() => Promise<unknown>)[] = []
after(() => Promise.all(closing.map((close) => close())))

const content = tinyGguf(500_000)

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void

/** A server on this machine, and what was asked of it. */
async function serve(handler: Handler) {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    handler(request, response, requests.length)
  })
  const port = await listenOnLoopback(server)
  closing.push(async () => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${port}`, requests }
}

/** Serves ranges of the content, as a good server does; or the beginning of what it promised, and then nothing. */
function answer(request: IncomingMessage, response: ServerResponse, sentBytes?: number) {
  const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
  const last = content.length - 1
  response.statusCode = start > 0 ? 206 : 200
  response.setHeader('etag', '"one"')
  response.setHeader('content-length', content.length - start)
  if (start > 0) response.setHeader('content-range', `bytes ${start}-${last}/${content.length}`)
  if (sentBytes) response.write(content.subarray(start, start + sentBytes))
  else response.end(content.subarray(start))
}

async function newTask(url: string, changes: Partial<SourceTask> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'galerne-download-'))
  const path = join(folder, 'file.partial')
  const file = await openPartialFile(path)
  closing.push(async () => {
    await file.close()
    await rm(folder, { recursive: true, force: true })
  })
  const task: SourceTask = {
    location: { source: 'https', url },
    file,
    expectedBytes: content.length,
    isPinned: true,
    onBytes: () => {},
    ensureSpace: async () => {},
    signal: new AbortController().signal,
    ...changes,
  }
  return { task, path, file }
}

const quick = { environment: {}, retryDelaysMs: [1, 1] }
const https = createHttpsSource(quick)

test('a connection that is cut goes on from where it broke, as often as it brings something new', async () => {
  let cut = () => {}
  const { url, requests } = await serve((request, response, count) => {
    answer(request, response, count < 5 ? 90_000 : undefined)
    cut = count < 5 ? () => response.destroy() : () => {}
  })
  const { task, path } = await newTask(url, { onBytes: () => cut() })
  await https.pull(task)
  assert.deepEqual(await readFile(path), content)
  assert.equal(requests.length, 5)
  for (const request of requests.slice(1)) {
    assert.match(request.headers.range ?? '', /^bytes=\d{4,}-$/)
    assert.equal(request.headers['if-range'], '"one"')
  }
})

test('an earlier attempt of another process is continued', async () => {
  const { url, requests } = await serve((request, response) => answer(request, response))
  const { task, path, file } = await newTask(url)
  await file.append(content.subarray(0, 123_456))
  await https.pull(task)
  assert.deepEqual(await readFile(path), content)
  assert.equal(requests[0]?.headers.range, 'bytes=123456-')
})

test('where the file changed, the server sends all of it and nothing old stays', async () => {
  const old = Buffer.alloc(100_000, 7)
  const { url } = await serve((_request, response) => response.end(content))
  const { task, path, file } = await newTask(url)
  await file.append(old)
  await https.pull(task)
  assert.deepEqual(await readFile(path), content)
})

test('http is refused where no digest is known, before anything is asked', async () => {
  const { url, requests } = await serve((request, response) => answer(request, response))
  const { task } = await newTask(url, { isPinned: false })
  await assert.rejects(https.pull(task), /not https, which is refused without a known SHA-256/)
  assert.equal(requests.length, 0)
})

test('a server that cannot go on from there makes the file begin anew', async () => {
  const { url } = await serve((request, response) => {
    if (!request.headers.range) return response.end(content)
    response.statusCode = 416
    return response.end()
  })
  const { task, path, file } = await newTask(url)
  await file.append(content.subarray(0, 1000))
  await https.pull(task)
  assert.deepEqual(await readFile(path), content)
})

test('a server that says no is asked once, one that is busy again and again', async () => {
  const missing = await serve((_request, response) => response.writeHead(404).end())
  await assert.rejects(
    https.pull((await newTask(missing.url)).task),
    /answered 404: there is no such/,
  )
  assert.equal(missing.requests.length, 1)

  const busy = await serve((request, response, count) => {
    if (count > 2) return answer(request, response)
    return response.writeHead(503).end()
  })
  await https.pull((await newTask(busy.url)).task)
  assert.equal(busy.requests.length, 3)
})

test('a file of another size is refused before it is fetched', async () => {
  const { url } = await serve((_request, response) => response.end('Please sign in'))
  const { task } = await newTask(url)
  await assert.rejects(https.pull(task), /serves 14 bytes where 500000 are expected/)
})

test('a server that never ends is stopped at the expected size', async () => {
  const { url } = await serve((_request, response) => {
    const push = () => {
      while (!response.destroyed && response.write(content));
    }
    response.on('drain', push)
    push()
  })
  const { task } = await newTask(url)
  await assert.rejects(https.pull(task), /more than the 500000 bytes expected/)
})

test('nobody listening fails at once, so that the next source gets its turn', async () => {
  const { task } = await newTask('http://127.0.0.1:1')
  await assert.rejects(https.pull(task), /ECONNREFUSED/)
})

test('a pull can be stopped in the middle', async () => {
  const { url } = await serve((_request, response) => {
    response.setHeader('content-length', content.length)
    response.write(content.subarray(0, 1000))
  })
  const stopped = new AbortController()
  const { task } = await newTask(url, {
    signal: stopped.signal,
    onBytes: () => stopped.abort(),
  })
  await assert.rejects(https.pull(task), { name: 'AbortError' })
})

test('Hugging Face’s token goes to it alone, never to where it redirects', async () => {
  const store = await serve((request, response) => answer(request, response))
  const hub = await serve((_request, response) => {
    response.setHeader('x-linked-etag', `"${'b'.repeat(64)}"`)
    response.writeHead(302, { location: `${store.url}/blob` }).end()
  })
  const source = createHuggingFaceSource({
    ...quick,
    endpoint: hub.url,
    environment: { HF_TOKEN: 'hf_secret' },
  })
  const { task, path } = await newTask('', {
    location: { source: 'hugging-face', repository: 'a/b', file: 'x y.gguf', revision: 'main' },
  })
  const pulled = await source.pull(task)
  assert.equal(pulled.claimedSha256, 'b'.repeat(64))
  assert.equal(hub.requests[0]?.url, '/a/b/resolve/main/x%20y.gguf')
  assert.equal(hub.requests[0]?.headers.authorization, 'Bearer hf_secret')
  assert.equal(store.requests[0]?.headers.authorization, undefined)
  assert.deepEqual(await readFile(path), content)
})

test('a gated model says how to get at it', async () => {
  const { url } = await serve((_request, response) => response.writeHead(403).end())
  const source = createHuggingFaceSource({ ...quick, endpoint: url })
  const { task } = await newTask('', {
    location: { source: 'hugging-face', repository: 'a/b', file: 'x.gguf', revision: 'main' },
  })
  await assert.rejects(source.pull(task), /accept a licence[^]*HF_TOKEN/)
})
