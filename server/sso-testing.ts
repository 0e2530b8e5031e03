import { LOCAL_TENANT_ID } from './access/principal.ts'
import { openSso, type OpenSsoParts } from './access/sso/open-sso.ts'
import { SignInSettings } from './access/sso/settings.ts'
import type { Sso } from './access/sso/sso.ts'
import { startTestServer } from './app-testing.ts'
import type { Database } from './lib/database.ts'
import { silentLog } from './lib/log.ts'
import { Secret } from './lib/secret.ts'

export interface SsoServerOptions extends Partial<
  Pick<OpenSsoParts, 'loadLibrary' | 'wrapFlows' | 'createFetch'>
> {
  database: Database
  settings: Record<string, unknown>
}

export type SsoServer = Awaited<ReturnType<typeof startSsoServer>>

/** The real app on a free port, with single sign-on as `signIn` of galerne.yaml would have it. */
export async function startSsoServer({ database, settings, ...weaknesses }: SsoServerOptions) {
  let sso: Sso | undefined
  let url = ''
  const server = await startTestServer({
    database,
    async weaken(parts, access) {
      const opened = await openSso({
        ...weaknesses,
        config: {
          dataFolder: '/nowhere',
          signIn: SignInSettings.parse(settings),
          secrets: { keys: [new Secret('a key of thirty-two characters, for tests alone')] },
          server: { trustedProxies: [] },
        },
        database,
        access: { ...access, routes: parts.access },
        clock: parts.access.clock,
        log: silentLog,
        url: () => url,
      })
      ;({ sso } = opened)
      parts.open = opened.open
      parts.capabilities.push(...opened.routes)
    },
  })
  ;({ url } = server)
  if (!sso) throw new Error('Single sign-on was not opened')
  return { ...server, sso, tenantId: LOCAL_TENANT_ID }
}

export interface Visit {
  status: number
  url: URL
  text: string
  headers: Headers
}

export type TestBrowser = ReturnType<typeof createTestBrowser>

/** Follows redirects between our server and issuers with the cookies of each, as a browser does on a click. */
export function createTestBrowser() {
  /** Of each host: name → value. */
  const jar = new Map<string, Map<string, string>>()
  const cookiesOf = (host: string) => jar.get(host) ?? new Map<string, string>()

  async function once(url: URL, init: RequestInit = {}): Promise<Response> {
    const cookies = [...cookiesOf(url.host)].map(([name, value]) => `${name}=${value}`)
    const headers = new Headers(init.headers)
    if (cookies.length > 0) headers.set('cookie', cookies.join('; '))
    const response = await globalThis.fetch(url, { ...init, headers, redirect: 'manual' })
    const kept = new Map(cookiesOf(url.host))
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line) || value === '') kept.delete(name)
      else kept.set(name, value)
    }
    jar.set(url.host, kept)
    return response
  }

  return {
    once: (url: string, init?: RequestInit) => once(new URL(url), init),
    cookie: (url: string) =>
      [...cookiesOf(new URL(url).host)].map(([name, value]) => `${name}=${value}`).join('; '),

    /** Where the redirects lead to; `until`: stops before it goes there. */
    async go(start: string, until?: (url: URL) => boolean): Promise<Visit> {
      let url = new URL(start)
      for (let hop = 0; hop < 20; hop += 1) {
        const response = await once(url)
        const to = response.headers.get('location')
        const text = await response.text()
        const next = to === null ? null : new URL(to, url)
        if (next === null || until?.(next)) {
          return { status: response.status, url: next ?? url, text, headers: response.headers }
        }
        url = next
      }
      throw new Error(`Too many redirects, the last to ${url.href}`)
    },
  }
}
