import { readFileSync, globSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { basename } from 'node:path'
import OpenAI from 'openai'
import type { DialectName } from '#server/dialects/conversation.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { createKeyAuth } from '#server/providers/auth/auth.ts'
import { Secret } from '#server/lib/secret.ts'
import { frame } from '#server/providers/fake/wires/bedrock.ts'
import { createHttpProvider } from '#server/providers/http-provider.ts'
import { DEFAULT_LIMITS } from '#server/providers/http-transport.ts'
import { createProviderModel } from '#server/providers/provider-model.ts'
import type { Operation } from '#server/providers/provider.ts'
import { LENIENT_QUIRKS } from '#server/providers/quirks.ts'
import { startV1Server, TEST_KEY, type V1Server } from '../v1/testing.ts'

/** One exchange with a provider, asked for in chat completions' words. */
export interface WireFixture {
  source: 'recorded' | 'written from documentation'
  documentation: string
  request: OpenAI.Chat.ChatCompletionCreateParams
  response: {
    status: number
    headers: Record<string, string>
    /** The body, in the pieces in which it was sent. */
    chunks: string[]
    /** Send it in pieces of so many bytes in place of those. */
    splitBytes?: number
    /** The provider says nothing more, and does not end. */
    isLeftOpen?: boolean
  }
  expected: {
    text?: string
    reasoning?: string
    refusal?: string
    finish?: string
    /** Without an id where the provider gives none. */
    toolCalls?: { id?: string; name: string; arguments: object }[]
    /** Proof of the call, which must come back to the provider. */
    signature?: string
    usage?: object
    isEstimated?: boolean
    streamError?: string
    isAborted?: boolean
    status?: number
    code?: string | null
    retryAfterMs?: number
    inAnswer?: string[]
    notInAnswer?: string[]
    sent?: Record<string, unknown>
    notSent?: string[]
    /** The address that was called. */
    path?: string
  }
}

export interface Wire {
  front: V1Server
  client: OpenAI
  received: { path: string; headers: IncomingMessage['headers']; body: string }[]
  [Symbol.asyncDispose](): Promise<void>
}

export function readWireFixtures(dialect: DialectName): Map<string, WireFixture> {
  const folder = new URL(`../../../fixtures/${dialect}/`, import.meta.url)
  const names = globSync('*.json', { cwd: folder.pathname }).toSorted()
  return new Map(names.map((name) => [basename(name, '.json'), read(new URL(name, folder))]))
}

function read(url: URL): WireFixture {
  return JSON.parse(readFileSync(url, 'utf8'))
}

interface WireOptions {
  operation?: Operation
  basePath?: string
  upstreamName?: string
}

/** A gateway before a provider that speaks one dialect only and answers always the same, over real sockets. */
export async function startWire(
  dialect: DialectName,
  answer: (index: number) => WireFixture['response'],
  { operation = 'chat', basePath = '', upstreamName = 'theirs' }: WireOptions = {},
): Promise<Wire> {
  const received: Wire['received'] = []
  const upstream = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync<Buffer>(request)).toString()
    received.push({ path: request.url ?? '', headers: request.headers, body })
    await send(response, answer(received.length - 1))
  })
  const port = await listenOnLoopback(upstream)
  const key = new Secret('key-of-the-provider')
  const provider = createHttpProvider({
    id: 'wire',
    protocols: [dialect],
    endpoint: {
      baseUrl: `http://127.0.0.1:${port}${basePath}`,
      auth: createKeyAuth(key, dialect === 'gemini' ? 'x-goog-api-key' : 'authorization'),
      apiVersion: null,
      headers: {},
    },
    quirks: LENIENT_QUIRKS,
    place: null,
    models: [
      createProviderModel({
        id: 'ours',
        upstreamName,
        capabilities: {
          operations: [operation],
          tools: true,
          jsonSchema: true,
          vision: true,
          reasoning: true,
          audioInput: true,
          documents: true,
        },
      }),
    ],
    limits: DEFAULT_LIMITS,
  })
  const front = await startV1Server([provider])
  return {
    front,
    client: new OpenAI({ baseURL: `${front.url}/v1`, apiKey: TEST_KEY, maxRetries: 0 }),
    received,
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]()
      upstream.closeAllConnections()
      await new Promise((resolve) => upstream.close(resolve))
    },
  }
}

/** The body as it is sent. Of AWS's event stream a chunk is the name of an event and its payload. */
export function piecesOf({ headers, chunks }: WireFixture['response']): Buffer[] {
  const isFramed = headers['content-type'] === 'application/vnd.amazon.eventstream'
  return chunks.map((chunk) => (isFramed ? framed(chunk) : Buffer.from(chunk)))
}

/** After `!` it is an exception, after `~` it breaks off in the middle. */
function framed(chunk: string): Buffer {
  const [, mark, name = '', payload = ''] = /^([!~]?)(\w+) (.*)$/s.exec(chunk) ?? []
  const bytes = frame(name, payload, mark === '!' ? 'exception' : 'event')
  return mark === '~' ? bytes.subarray(0, bytes.length / 2) : bytes
}

async function send(answer: ServerResponse, response: WireFixture['response']): Promise<void> {
  answer.writeHead(response.status, response.headers)
  const { splitBytes } = response
  const pieces = piecesOf(response)
  for (const bytes of splitBytes ? [Buffer.concat(pieces)] : pieces) {
    const size = splitBytes ?? bytes.length
    for (let at = 0; at < bytes.length; at += size) {
      const piece = bytes.subarray(at, at + size)
      await new Promise<void>((resolve) => answer.write(piece, () => resolve()))
    }
  }
  if (!response.isLeftOpen) answer.end()
}
