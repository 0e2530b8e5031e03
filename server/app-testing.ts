import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { Hono } from 'hono'
import { createAccess, type Access } from './access/access.ts'
import type { Passwords } from './access/accounts/passwords.ts'
import type { ApiEnv } from './access/api-env.ts'
import { createApp, type AppParts } from './app.ts'
import { createHostCheck } from './http/host-check.ts'
import { listen } from './http/server.ts'
import { createManualClock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import { silentLog } from './lib/log.ts'
import type { MailServer } from './lib/mail.ts'

/** What the app is made of here, and two things that stand before it. */
export type WeakParts = AppParts & {
  isHostAllowed: (header: string | undefined) => boolean
  droppedHeaders: string[]
}

export interface TestServerOptions {
  database: Database
  capabilities?: Hono<ApiEnv>[]
  /** Makes one defence weaker, to show that the attack it is for is real. */
  weaken?: (parts: WeakParts, access: Access) => unknown
  /** To count or to weaken how passwords are compared. */
  passwords?: Passwords
  mailServer?: MailServer
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>

/** The real app with the real access on a free port, without models. */
export async function startTestServer(options: TestServerOptions) {
  const { database, capabilities = [], weaken, passwords, mailServer } = options
  let app: ReturnType<typeof createApp>
  const rules = { host: '127.0.0.1', allowedHosts: [], publicUrl: null }
  const parts = {
    staticFiles: () => Promise.resolve(new Response('the web app')),
    capabilities,
    closing: new AbortController().signal,
    log: silentLog,
    isHostAllowed: createHostCheck(rules),
    droppedHeaders: [] as string[],
  }
  const http = await listen({
    host: '127.0.0.1',
    port: 0,
    async fetch(request, bindings) {
      const response = await app.fetch(request, bindings)
      for (const name of parts.droppedHeaders) response.headers.delete(name)
      return response
    },
    v1: (_request, response) => response.end('v1'),
    isHostAllowed: (header) => parts.isHostAllowed(header),
    log: silentLog,
  })
  const clock = createManualClock(Date.now())
  const access = await createAccess({
    database,
    clock,
    log: silentLog,
    port: http.port,
    publicUrl: null,
    url: () => http.url,
    version: '0.0.0',
    ...(passwords && { passwords }),
    ...(mailServer && { mailServer }),
  })
  const all = Object.assign(parts, { guard: access.guard, access: access.routes })
  await weaken?.(all, access)
  app = createApp(all)
  return {
    clock,
    access,
    port: http.port,
    url: http.url,
    send: (wish: Wish) => send(http.port, wish),
    signIn: () => signIn(http.port, access),
    async close() {
      await http.close(0)
      await access.close()
    },
  }
}

export interface Wish {
  method?: string
  path: string
  headers?: Record<string, string>
  body?: string
}

export interface Reply {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** Sends exactly these headers, also those that a browser would not let a page set. */
function send(port: number, { method = 'GET', path, headers, body }: Wish): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>()
  const all = { host: `127.0.0.1:${port}`, connection: 'close', ...headers }
  const request = httpRequest({ port, method, path, headers: all, agent: false }, (response) => {
    let text = ''
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    response.on('end', () =>
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
    )
  })
  request.on('error', reject).end(body)
  return promise
}

/** As the owner's browser does it. */
async function signIn(port: number, access: Access): Promise<{ cookie: string; csrf: string }> {
  const { pathname, search } = new URL(access.createSignInUrl())
  const { headers } = await send(port, { path: pathname + search })
  const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? ''
  const session = await send(port, { path: '/api/session', headers: { cookie } })
  const value: unknown = JSON.parse(session.text)
  const hasToken = typeof value === 'object' && value !== null && 'csrfToken' in value
  return { cookie, csrf: hasToken ? String(value.csrfToken) : '' }
}
