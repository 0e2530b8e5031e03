import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CSRF_HEADER } from '#wire/access.ts'
import { loadConfig } from '#server/config.ts'
import { fillTestFolder } from '#server/lib/database-testing.ts'
import { silentLog } from '#server/lib/log.ts'
import { startGalerne } from '#server/start.ts'

export interface Answer {
  status: number
  headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- what comes is looked at by the tests, member by member
  body: any
}

/** `GET /api/keys` */
export type Ask = (
  asked: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>

/** For tests: a whole Galerne in this process, with the fake provider. */
export async function startOrganisations(options: { yaml?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'galerne-organisations-'))
  await fillTestFolder(join(folder, 'db'))
  const file = join(folder, 'galerne.yaml')
  writeFileSync(file, options.yaml ?? '')
  const flags = ['--port', '0', '--data', folder, '--config', file, '--no-model', '--fake-provider']
  const galerne = await startGalerne(loadConfig(flags, {}), silentLog)
  const { token }: { token: string } = JSON.parse(readFileSync(join(folder, 'local-token'), 'utf8'))
  const operator = askWith(galerne.url, { authorization: `Bearer ${token}` })
  return {
    galerne,
    folder,
    operator,
    /** Follows a sign-in link, as a browser. */
    signIn: (link: string) => signIn(galerne.url, link),
    withKey: (secret: string) => askWith(galerne.url, { authorization: `Bearer ${secret}` }),
    async [Symbol.asyncDispose]() {
      await galerne.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function signIn(url: string, link: string): Promise<Ask> {
  const { headers } = await fetch(link, { redirect: 'manual' })
  const cookie = (headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const { body } = await askWith(url, { cookie })('GET /api/session')
  return askWith(url, { cookie, [CSRF_HEADER]: String(body.csrfToken) })
}

function askWith(url: string, own: Record<string, string>): Ask {
  return async (asked, body, headers = {}) => {
    const [method = '', path = ''] = asked.split(' ')
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...own, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    }
  }
}
