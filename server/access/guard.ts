import { timingSafeEqual } from 'node:crypto'
import { CSRF_HEADER } from '#wire/access.ts'
import { isSameOrigin } from '#server/http/host-check.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Secret } from '#server/lib/secret.ts'
import type { Rules } from './authorize.ts'
import type { AddressSource } from './client-address.ts'
import type { KeyRing } from './keys.ts'
import { LOCAL_OWNER, type Principal } from './principal.ts'
import { cookiesNamed } from './session-cookie.ts'
import { isCsrfTokenOf, type OpenSession, type Sessions } from './sessions.ts'

export interface GuardOptions {
  sessions: Pick<Sessions, 'find'>
  /** Undefined: there is no such person, or they may not come in any more. */
  findPerson: (tenantId: string, id: string) => Principal | undefined
  keys: Pick<KeyRing, 'find'>
  /** The command line's token, in a file that only this user can read; good from this machine alone. */
  localToken: Secret
  /** The policies of the first organisation, which bind the command line as well. */
  operatorRules?: Rules
  cookieName: string
  publicUrl: string | null
}

/** Whoever can read the token of the command line. */
const OPERATOR: Principal = { ...LOCAL_OWNER, isOperator: true }

export interface Caller {
  principal: Principal
  /** Undefined: it came with a bearer token. */
  session?: OpenSession & { token: string }
}

export interface Asking {
  method: string
  headers: Headers
  /** The connection comes from this machine. */
  isLocal: boolean
  /** Where it comes from, for keys that are bound to addresses. */
  from?: AddressSource
}

export type Guard = (asking: Asking) => Promise<Caller>

/**
 * Who is calling `/api`? Throws `unauthenticated`, or `forbidden` for a request that another site caused. A cookie goes along
 * with whatever request any page causes, so what came with one must also prove that our own page sent it. A bearer token
 * is never sent by itself.
 */
export function createGuard(options: GuardOptions): Guard {
  return async (asking) => {
    const bearer = /^Bearer (\S+)$/i.exec(asking.headers.get('authorization') ?? '')?.[1]
    if (bearer !== undefined) return fromBearer(bearer, asking, options)
    refuseOtherSites(asking, options.publicUrl)
    const found = await findSession(asking, options)
    if (!found) {
      throw new AppError(
        'unauthenticated',
        'You are not signed in. Open the start page to sign in. Without an account, open the link that Galerne printed when it started, or run “galerne sign-in-link” for a new one.',
      )
    }
    const { principal, session } = found
    if (changesSomething(asking) && !isCsrfTokenOf(session, csrfOf(asking))) {
      throw new AppError(
        'forbidden',
        `The header ${CSRF_HEADER} is missing or wrong. Reload the page.`,
      )
    }
    return { principal, session }
  }
}

function fromBearer(
  bearer: string,
  asking: Asking,
  { localToken, keys, operatorRules: rules }: GuardOptions,
): Caller {
  if (isEqual(bearer, localToken.expose())) {
    if (asking.isLocal) return { principal: rules ? { ...OPERATOR, rules } : OPERATOR }
    throw new AppError('forbidden', 'The token of the command line works on this machine only.')
  }
  const principal = keys.find(bearer, asking.from)
  if (principal) return { principal }
  throw new AppError('unauthenticated', 'This token is unknown, expired or revoked.')
}

/** `Sec-Fetch-Site` and `Origin` are set by the browser and cannot be set by a page. */
export function refuseOtherSites(
  { method, headers }: Pick<Asking, 'method' | 'headers'>,
  publicUrl: string | null,
): void {
  const site = headers.get('sec-fetch-site')
  const isOtherSite = site !== null && site !== 'same-origin' && site !== 'none'
  const origin = headers.get('origin')
  const isOtherOrigin =
    origin !== null && !isSameOrigin(origin, headers.get('host') ?? '', publicUrl)
  if (isOtherSite || isOtherOrigin) {
    throw new AppError('forbidden', `Another site may not send ${method} requests here.`)
  }
}

function changesSomething({ method }: Asking): boolean {
  return method !== 'GET' && method !== 'HEAD'
}

function csrfOf({ headers }: Asking): string | undefined {
  return headers.get(CSRF_HEADER) ?? undefined
}

async function findSession({ headers }: Asking, options: GuardOptions) {
  const { sessions, findPerson, cookieName } = options
  for (const token of cookiesNamed(cookieName, headers.get('cookie') ?? '').slice(0, 4)) {
    const session = await sessions.find(token)
    // Who was suspended has sessions still, which are good for nothing.
    const person = session && findPerson(session.tenantId, session.personId)
    if (session && person) {
      const principal = { ...person, assurance: session.assurance }
      return { principal, session: { ...session, token } }
    }
  }
  return undefined
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
