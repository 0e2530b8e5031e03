import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createFakeProvider, type FakeOptions } from './fake.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'

export interface FakeServerOptions extends FakeOptions {
  /** Refuses any other key with 401; absent: takes all. */
  apiKey?: string
  /** Refuses these fields with 422, as Mistral's API does with what it does not know. */
  refusedFields?: string[]
}

export interface ReceivedRequest {
  path: string
  headers: IncomingMessage['headers']
  /** As it came, byte for byte. */
  body: Buffer
  /** Whether the caller hung up before the answer was whole. */
  isAborted: boolean
}

export interface FakeServer {
  /** `http://127.0.0.1:…/v1` */
  baseUrl: string
  received: ReceivedRequest[]
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** The fake provider as a real HTTP server on a free port, so that a provider over HTTP is tried over a true socket. */
export async function startFakeServer(options: FakeServerOptions = {}): Promise<FakeServer> {
  const fake = createFakeProvider(options)
  const received: ReceivedRequest[] = []
  const server = createServer((request, response) => {
    answer({ request, response, received, fake, options }).catch(() => {
      // The connection breaks: before any answer, or in the middle of one.
      response.destroy()
    })
  })
  const port = await listenOnLoopback(server)
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    received,
    close,
    [Symbol.asyncDispose]: close,
  }
}

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  received: ReceivedRequest[]
  fake: ReturnType<typeof createFakeProvider>
  options: FakeServerOptions
}

async function answer({ request, response, received, fake, options }: Exchange): Promise<void> {
  const body = Buffer.concat(await Array.fromAsync<Buffer>(request))
  const path = request.url ?? ''
  const one: ReceivedRequest = { path, headers: request.headers, body, isAborted: false }
  received.push(one)
  const leaving = new AbortController()
  response.on('close', () => {
    one.isAborted = !response.writableFinished
    leaving.abort()
  })
  const refusal = refusalFor(one, options)
  if (refusal) {
    response.writeHead(refusal.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(refusal.body))
    return
  }
  const { model = '', stream } = readFields(body)
  const said = await fake.call({
    operation: path.includes('/embeddings') ? 'embeddings' : 'chat',
    dialect: 'openai-chat',
    model: String(model),
    body,
    isStream: stream === true,
    tenantId: 'fake',
    requestId: 'fake',
    signal: leaving.signal,
  })
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

function refusalFor({ headers, body }: ReceivedRequest, options: FakeServerOptions) {
  const { apiKey, refusedFields = [] } = options
  const key = headers.authorization?.replace('Bearer ', '') ?? headers['api-key']
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
