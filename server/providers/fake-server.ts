import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { createFakeProvider, type FakeOptions, type FakeProvider } from './fake.ts'
import { readDirectives } from './fake-faults.ts'
import { readAddress, type FakeAddress } from './fake/addresses.ts'
import { createBill, type Bill } from './fake/bill.ts'
import { FAKE_MODELS } from './fake/models.ts'
import type { ProviderResponse } from './provider.ts'

export interface FakeServerOptions extends FakeOptions {
  /** Refuses any other key with 401; absent: takes all. */
  apiKey?: string
  /** Refuses these fields with 422, as Mistral's API does with what it does not know. */
  refusedFields?: string[]
}

export interface ReceivedRequest {
  method: string
  path: string
  headers: IncomingMessage['headers']
  /** As it came, byte for byte. */
  body: Buffer
  /** Whether the caller hung up before the answer was whole. */
  isAborted: boolean
}

export interface FakeServer {
  /** `http://127.0.0.1:…/v1`; `origin` without the `/v1`. */
  baseUrl: string
  origin: string
  /** What came, in its order; over the wire as JSON at `GET /__received`. */
  received: ReceivedRequest[]
  /** What was charged; over the wire at `GET /__bill`. */
  bill: Bill
  /** Refuses every connection from now on, and cuts those that are open. */
  goAway(): Promise<void>
  /** Listens again, where it was. */
  comeBack(): Promise<void>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * The fake provider as a real HTTP server on a free port, so that a provider over HTTP is tried over a true socket. Every
 * wire at its supplier's own path (fake/addresses.ts).
 */
export async function startFakeServer(options: FakeServerOptions = {}): Promise<FakeServer> {
  const bill = options.bill ?? createBill()
  const fakes = {
    openai: createFakeProvider({ ...options, bill, hasSocket: true }),
    mistral: createFakeProvider({ ...options, bill, hasSocket: true, flavour: 'mistral' }),
  }
  const received: ReceivedRequest[] = []
  const netFaultsMet = new Map<string, number>()
  const server = createServer((request, response) => {
    answer({ request, response, received, netFaultsMet, fakes, bill, options }).catch(() => {
      // The connection breaks: before any answer, or in the middle of one.
      response.destroy()
    })
  })
  const port = await listenOnLoopback(server)
  const origin = `http://127.0.0.1:${port}`
  const close = async () => {
    if (!server.listening) return
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    baseUrl: `${origin}/v1`,
    origin,
    received,
    bill,
    goAway: close,
    comeBack: () => new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve())),
    close,
    [Symbol.asyncDispose]: close,
  }
}

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  received: ReceivedRequest[]
  netFaultsMet: Map<string, number>
  fakes: Record<'openai' | 'mistral', FakeProvider>
  bill: Bill
  options: FakeServerOptions
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, response, received, fakes, options } = exchange
  const body = Buffer.concat(await Array.fromAsync<Buffer>(request))
  const path = request.url ?? ''
  if (path.startsWith('/__')) return tell(exchange, path)
  const method = request.method ?? ''
  const one: ReceivedRequest = { method, path, headers: request.headers, body, isAborted: false }
  received.push(one)
  const leaving = new AbortController()
  response.on('close', () => {
    one.isAborted = !response.writableFinished
    leaving.abort()
  })
  const fields = readFields(body)
  const refusal = refusalFor(one, options)
  if (refusal) return sendJson(response, refusal.status, refusal.body)
  if (/\/(?:models|api\/tags)$/.test(path)) return sendJson(response, 200, listModels())
  const address = readAddress(path, fields)
  if (!address) return sendJson(response, 404, { error: { message: `Unknown URL: ${path}` } })
  if (breaks(exchange, body)) return
  const flavour = address.flavour ?? options.flavour ?? 'openai'
  const said = await call(fakes[flavour], address, { one, fields, signal: leaving.signal })
  await send(response, said)
}

interface Asked {
  one: ReceivedRequest
  fields: Record<string, unknown>
  signal: AbortSignal
}

function call(
  fake: FakeProvider,
  address: FakeAddress,
  { one, fields, signal }: Asked,
): Promise<ProviderResponse> {
  const { operation, dialect, resourcePath } = address
  const contentType = one.headers['content-type'] ?? null
  const isJson = one.method === 'POST' && (contentType ?? '').includes('json')
  const isResource = resourcePath !== undefined || !isJson
  return fake.call({
    operation,
    dialect,
    model: address.model ?? modelOf(fields, one.body),
    body: one.body,
    isStream: address.isStream ?? false,
    tenantId: 'fake',
    requestId: 'fake',
    signal,
    ...(isResource && {
      resource: { method: toMethod(one.method), path: resourcePath ?? null, contentType },
    }),
  })
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

function toMethod(text: string): (typeof METHODS)[number] {
  return METHODS.find((method) => method === text) ?? 'POST'
}

/** Of a form too: there it is a field like any other. */
function modelOf({ model }: Record<string, unknown>, body: Buffer): string {
  if (typeof model === 'string') return model
  return (
    /name="?model"?\r\n(?:[^\r\n]+\r\n)*\r\n([^\r\n]*)/.exec(body.toString('latin1'))?.[1] ?? ''
  )
}

async function send(response: ServerResponse, said: ProviderResponse): Promise<void> {
  response.writeHead(said.status, said.headers)
  for await (const chunk of said.body) {
    // Each chunk is on its way before the next is made: a break comes after them, and a slow reader is waited for.
    await new Promise<void>((resolve) => {
      response.once('close', resolve)
      response.write(chunk, () => {
        response.off('close', resolve)
        resolve()
      })
    })
  }
  response.end()
}

const BOMB_BYTES = 16 * 1024 * 1024

/** Faults that only a true connection can have. True: there is no more to say. */
function breaks({ request, response, netFaultsMet }: Exchange, body: Buffer): boolean {
  const { faults, faultText } = readDirectives(body.toString('utf8'))
  const { net, times = Infinity } = faults
  if (net === undefined) return false
  const count = (netFaultsMet.get(faultText) ?? 0) + 1
  netFaultsMet.set(faultText, count)
  if (count > times) return false
  if (net === 'rst') request.socket.resetAndDestroy()
  if (net === 'bomb') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    response.end(gzipSync(Buffer.alloc(BOMB_BYTES)))
  }
  return true
}

function tell({ request, response, received, bill }: Exchange, path: string): void {
  if (request.method === 'DELETE') received.length = 0
  if (path === '/__bill') {
    return sendJson(response, 200, { entries: bill.entries, totals: bill.totals() })
  }
  const requests = received.map(({ body, ...rest }) => ({ ...rest, body: body.toString('base64') }))
  sendJson(response, 200, { requests })
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

function listModels(): object {
  const data = FAKE_MODELS.map(({ id }) => ({ id, object: 'model', created: 0, owned_by: 'fake' }))
  return { object: 'list', data, models: data.map(({ id }) => ({ name: id, model: id })) }
}

function refusalFor({ headers, body }: ReceivedRequest, options: FakeServerOptions) {
  const { apiKey, refusedFields = [] } = options
  const key =
    headers.authorization?.replace('Bearer ', '') ??
    headers['api-key'] ??
    headers['x-api-key'] ??
    headers['x-goog-api-key']
  if (apiKey !== undefined && key !== apiKey) {
    const message = `Incorrect API key provided: ${String(key)}`
    return { status: 401, body: { error: { message, type: 'invalid_request_error' } } }
  }
  const extra = Object.keys(readFields(body)).filter((name) => refusedFields.includes(name))
  if (extra.length === 0) return undefined
  const detail = extra.map((name) => ({ type: 'extra_forbidden', loc: ['body', name] }))
  const flat = { object: 'error', type: 'invalid_request_error', param: null, code: null }
  return { status: 422, body: { ...flat, message: { detail } } }
}

function readFields(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
