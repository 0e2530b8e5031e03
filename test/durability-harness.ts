import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { CSRF_HEADER, Session } from '#wire/access.ts'
import { Conversation, MessageList, type Message } from '#wire/conversations.ts'
import { RunEvent, StartedRun, type StartRun } from '#wire/runs.ts'
import { readSse } from '#server/lib/sse.ts'

export interface Server {
  url: string
  /** Of the owner, signed in. */
  headers: Record<string, string>
  /** As nothing else does: SIGKILL, no goodbye. Resolves when the process is gone. */
  kill(): Promise<void>
  /** Asks to stop and resolves when it has. */
  stop(): Promise<void>
}

const Ready = z.object({ url: z.string(), signInUrl: z.string() })

/** Starts the server on this data folder, with the fake provider for a model, and signs in when it answers. */
export async function startServer(folder: string): Promise<Server> {
  const child = forkServer(folder)
  const ready = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => assert.fail('The server did not start')),
  ])
  const { url, signInUrl } = Ready.parse(ready[0])
  return {
    url,
    headers: await signIn(url, signInUrl),
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  }
}

/** A start that is killed in its turn, as likely as not while it takes up what the one before has left. */
export async function killWhileStarting(folder: string, afterMs: number): Promise<void> {
  const child = forkServer(folder)
  await delay(afterMs)
  await end(child, 'SIGKILL')
}

function forkServer(folder: string): ChildProcess {
  const options = ['--port', '0', '--log-level', 'warn', '--no-model', '--fake-provider']
  const args = ['--data', folder, ...options]
  return fork(join(import.meta.dirname, '..', 'server', 'main.ts'), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
}

async function signIn(url: string, signInUrl: string): Promise<Record<string, string>> {
  const redirect = await fetch(signInUrl, { redirect: 'manual' })
  const cookie = redirect.headers.get('set-cookie')?.split(';')[0] ?? ''
  const session = await fetch(`${url}/api/session`, { headers: { cookie } })
  const { csrfToken } = Session.parse(await session.json())
  return { cookie, [CSRF_HEADER]: csrfToken }
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

export async function createConversation(server: Server): Promise<Conversation> {
  return Conversation.parse(await post(server, '/api/conversations', {}))
}

export async function startRun(
  server: Server,
  conversationId: string,
  request: StartRun,
): Promise<StartedRun> {
  return StartedRun.parse(await post(server, `/api/conversations/${conversationId}/runs`, request))
}

export async function listMessages(server: Server, conversationId: string): Promise<Message[]> {
  const response = await fetch(`${server.url}/api/conversations/${conversationId}/messages`, {
    headers: server.headers,
  })
  return MessageList.parse(await response.json()).messages
}

async function post(server: Server, path: string, body: object): Promise<unknown> {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { ...server.headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  assert.equal(response.status, 201, `${path}: ${await response.clone().text()}`)
  return response.json()
}

/** What somebody who watches an answer has seen of it. */
export interface Reader {
  events: RunEvent[]
  /** Resolves when the line ends, for whatever reason. */
  done: Promise<void>
  leave(): void
}

export function watch(server: Server, runId: string, seen: readonly RunEvent[] = []): Reader {
  const controller = new AbortController()
  const events: RunEvent[] = [...seen]
  const read = async () => {
    const response = await fetch(`${server.url}/api/runs/${runId}/events`, {
      headers: { ...server.headers, 'last-event-id': String(seen.at(-1)?.sequence ?? 0) },
      signal: controller.signal,
    })
    assert.equal(response.status, 200)
    // What came after the last whole event is not shown by any browser, nor here.
    for await (const data of wholeEvents(response)) events.push(RunEvent.parse(JSON.parse(data)))
  }
  return { events, done: read().catch(() => {}), leave: () => controller.abort() }
}

async function* wholeEvents(response: Response): AsyncGenerator<string> {
  const reader = response.body?.getReader()
  assert.ok(reader)
  async function* chunks() {
    for (;;) {
      const { done, value } = await reader!.read().catch(() => ({ done: true, value: undefined }))
      if (done || !value) return
      yield Buffer.from(value)
    }
  }
  let held: string | undefined
  for await (const data of readSse(chunks())) {
    if (held !== undefined) yield held
    held = data
  }
  if (held !== undefined && isJson(held)) yield held
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

export function textOf(events: readonly RunEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('')
}
