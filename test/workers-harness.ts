import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { CreatedKey } from '#wire/access.ts'
import { fillTestFolder } from '#server/lib/database-testing.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'

/** What one call of the upstream costs, whatever it says. */
export const CALL_MICROS = 100_000

export interface Galerne {
  url: string
  signInUrl: string
  folder: string
  child: ChildProcess
  /** Calls that the upstream has answered. */
  answered(): number
  /** The processes that answer, which is all but the first. */
  workerPids(): number[]
  createKey(): Promise<CreatedKey>
  api(method: string, path: string, body?: object): Promise<Answer>
  /** A call on a connection of its own, so that whichever worker is next answers it. Rejects where the connection breaks. */
  call(key: string, model?: string): Promise<Answer>
  stop(): Promise<number | null>
}

export interface Answer {
  status: number
  text: string
  headers: Record<string, string | string[] | undefined>
}

const Ready = z.object({ url: z.string(), signInUrl: z.string() })
const Owner = z.object({ pid: z.int() })

/** Galerne with two workers, on a database of its own, before an upstream whose calls have a price. */
export async function startWithWorkers(count: number): Promise<Galerne> {
  const folder = mkdtempSync(join(tmpdir(), 'galerne-workers-'))
  await fillTestFolder(join(folder, 'db'))
  const upstream = createUpstream()
  const upstreamPort = await listenOnLoopback(upstream.server)
  writeFileSync(join(folder, 'galerne.yaml'), yaml(upstreamPort))
  const flags = ['--port', '0', '--log-level', 'silent', '--no-model', '--workers', String(count)]
  const child = fork(
    join(import.meta.dirname, '..', 'server', 'main.ts'),
    ['--data', folder, ...flags],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: ['--disable-warning=ExperimentalWarning'],
    },
  )
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => assert.fail('Galerne did not start')),
  ])
  const { url, signInUrl } = Ready.parse(message)
  const { token } = z
    .object({ token: z.string() })
    .parse(JSON.parse(readFileSync(join(folder, 'local-token'), 'utf8')))
  const api = (method: string, path: string, body?: object) =>
    send(`${url}/api${path}`, { method, token, body })
  return {
    url,
    signInUrl,
    folder,
    child,
    answered: upstream.answered,
    workerPids: () => pidsIn(join(folder, 'ledger')).filter((pid) => pid !== child.pid),
    api,
    async createKey() {
      const { status, text } = await api('POST', '/keys', { name: 'workers' })
      assert.equal(status, 201, text)
      return CreatedKey.parse(JSON.parse(text))
    },
    call: (key, model = 'priced') =>
      send(`${url}/v1/chat/completions`, {
        method: 'POST',
        token: key,
        body: { model, max_tokens: 100, messages: [{ role: 'user', content: 'Hej!' }] },
      }),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      upstream.server.closeAllConnections()
      upstream.server.close()
      rmSync(folder, { recursive: true, force: true })
      return child.exitCode
    },
  }
}

/** A thousand euros for a million tokens, of which each answer has a hundred. */
function yaml(port: number): string {
  return `providers:
  upstream:
    baseUrl: http://127.0.0.1:${port}/v1
    models:
      - upstreamName: priced
        price: { currency: EUR, inputMicros: 0, outputMicros: 1000000000, date: 2026-01-01 }
`
}

const ANSWER = JSON.stringify({
  id: 'x',
  object: 'chat.completion',
  created: 1,
  model: 'priced',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hej!' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 5, completion_tokens: 100, total_tokens: 105 },
})

function createUpstream() {
  let answered = 0
  const server = createServer((asked, response) => {
    asked.resume()
    asked.on('end', () => {
      setTimeout(() => {
        answered += 1
        response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER)
      }, 20)
    })
  })
  return { server, answered: () => answered }
}

interface Sending {
  method: string
  token: string
  body?: object | undefined
}

function send(url: string, { method, token, body }: Sending): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body)
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      'content-length': Buffer.byteLength(text),
    }
    const asked = request(url, { method, headers, agent: false }, (response) => {
      let said = ''
      response.setEncoding('utf8').on('data', (piece: string) => (said += piece))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: said, headers: response.headers }),
      )
    })
    asked.on('error', reject)
    asked.end(text)
  })
}

/** Each process that writes usage says so in a folder of its own, which goes when another one takes it over. */
function pidsIn(folder: string): number[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    try {
      const text = readFileSync(join(folder, entry.name, 'owner.json'), 'utf8')
      return [Owner.parse(JSON.parse(text)).pid]
    } catch {
      return []
    }
  })
}

/** Asks until it is so. */
export async function until(isSo: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const endMs = performance.now() + 15_000
  while (!(await isSo())) {
    if (performance.now() > endMs) assert.fail(`Never happened: ${what}`)
    await sleep(20)
  }
}
