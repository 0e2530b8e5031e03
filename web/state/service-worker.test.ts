import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { KEEP_HEADER } from '#wire/access.ts'

const SOURCE = readFileSync(new URL('../public/service-worker.js', import.meta.url), 'utf8')
const ORIGIN = 'https://galerne.example'

type Handler = (event: object) => void

/** The worker as it is, over caches that a test can look into and a server that says what it is told to. */
function startWorker() {
  const stores = new Map<string, Map<string, Response>>()
  const handlers = new Map<string, Handler>()
  const server: { answer: (path: string) => Response } = { answer: () => new Response('{}') }
  const pathOf = (asked: string | Request) =>
    new URL(typeof asked === 'string' ? asked : asked.url, ORIGIN).pathname
  const open = (name: string) => {
    const kept = stores.get(name) ?? new Map<string, Response>()
    stores.set(name, kept)
    return {
      put: async (asked: string, response: Response) => void kept.set(pathOf(asked), response),
      match: async (asked: string) => kept.get(pathOf(asked))?.clone(),
      delete: async (asked: string) => kept.delete(pathOf(asked)),
      keys: async () => [...kept.keys()],
      addAll: async () => undefined,
    }
  }
  runInNewContext(SOURCE, {
    self: {
      location: { origin: ORIGIN },
      addEventListener: (type: string, handler: Handler) => handlers.set(type, handler),
    },
    caches: {
      open: async (name: string) => open(name),
      delete: async (name: string) => stores.delete(name),
      keys: async () => [...stores.keys()],
    },
    fetch: async (asked: Request) => server.answer(pathOf(asked)),
    URL,
    Response,
    Headers,
  })
  const fire = async (type: string, event: object) => {
    const works: unknown[] = []
    handlers.get(type)?.({
      ...event,
      waitUntil: (work: unknown) => works.push(work),
      respondWith: (work: unknown) => works.push(work),
    })
    while (works.length > 0) await works.shift()
  }
  return {
    server,
    tell: (data: object) => fire('message', { data }),
    get: (path: string) => fire('fetch', { request: new Request(`${ORIGIN}${path}`) }),
    kept: () => [...(stores.get('galerne-read-1')?.keys() ?? [])].toSorted(),
  }
}

test('what was kept on a device goes at the next contact once the organisation forbids it', async () => {
  const worker = startWorker()
  const session = { principal: { id: 'ana' } }
  const list = { conversations: [{ id: 'c1', classification: 'internal' }] }
  let keep: Record<string, string> = {}
  worker.server.answer = (path) =>
    Response.json(path === '/api/session' ? session : list, { headers: keep })
  await worker.get('/api/session')
  await worker.tell({ type: 'keep', loaded: [] })
  await worker.get('/api/conversations')
  assert.ok(worker.kept().includes('/api/conversations'))
  keep = { [KEEP_HEADER]: 'no' }
  await worker.get('/api/conversations')
  assert.deepEqual(worker.kept(), [])
  // Nor is anything kept from then on, whatever the page of an older version believes.
  keep = {}
  await worker.get('/api/conversations')
  assert.deepEqual(worker.kept(), [])
})
