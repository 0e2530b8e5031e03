import { startTestServer, type Reply, type TestServer } from './app-testing.ts'

/** A browser of somebody: it keeps cookies, sends the CSRF token, and speaks JSON. */
export interface TestBrowser {
  cookies: Map<string, string>
  get(path: string): Promise<TestReply>
  post(path: string, body?: object): Promise<TestReply>
  send(method: string, path: string, body?: object): Promise<TestReply>
  /** As whoever opens the link of the terminal. */
  openLink(url: string): Promise<void>
  /** Signed in, or not. */
  isIn(): Promise<boolean>
}

export interface TestReply {
  status: number
  json: Record<string, unknown>
  headers: Reply['headers']
}

export function createTestBrowser(
  server: TestServer,
  host = `127.0.0.1:${server.port}`,
): TestBrowser {
  const cookies = new Map<string, string>()
  async function raw(method: string, path: string, body?: object): Promise<Reply> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const csrf = path.startsWith('/api/sign-in/') || method === 'GET' ? '' : await csrfToken()
    const reply = await server.send({
      method,
      path,
      headers: {
        host,
        ...(cookie !== '' && { cookie }),
        ...(csrf !== '' && { 'x-galerne-csrf': csrf }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    for (const line of reply.headers['set-cookie'] ?? []) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return reply
  }
  async function csrfToken(): Promise<string> {
    const { json } = await send('GET', '/api/session')
    return typeof json.csrfToken === 'string' ? json.csrfToken : ''
  }
  async function send(method: string, path: string, body?: object): Promise<TestReply> {
    const { status, headers, text } = await raw(method, path, body)
    const parsed: unknown = text.startsWith('{') ? JSON.parse(text) : {}
    return { status, headers, json: typeof parsed === 'object' ? { ...parsed } : {} }
  }
  return {
    cookies,
    send,
    get: (path) => send('GET', path),
    post: (path, body = {}) => send('POST', path, body),
    async openLink(url) {
      const { pathname, search } = new URL(url)
      await raw('GET', pathname + search)
    },
    isIn: async () => (await send('GET', '/api/session')).status === 200,
  }
}

export const PASSWORD = 'vier blaue Elefanten tanzen'
export const EMAIL = 'anna@amt.example'

/** A server with its first owner, who has made an account of it: `anna@amt.example` with PASSWORD. */
export async function startWithAccount(options: Parameters<typeof startTestServer>[0]) {
  const server = await startTestServer(options)
  const owner = createTestBrowser(server)
  await owner.openLink(server.access.createSignInUrl())
  await owner.post('/api/account/email', { email: EMAIL })
  await owner.post('/api/account/password', { password: PASSWORD })
  return { server, owner, browse: (host?: string) => createTestBrowser(server, host) }
}
