import { createPublicKey } from 'node:crypto'
import { AppError } from '#server/lib/app-error.ts'
import type { SamlSettings } from '../settings.ts'
import {
  readPost,
  readRedirect,
  SUCCESS,
  toSend,
  writeLogoutRequest,
  writeLogoutResponse,
  type LogoutMessage,
  type Sending,
  type ToSend,
} from './logout-messages.ts'
import { readNameId } from './name-id.ts'
import type { OwnPair } from './own-keys.ts'

/** What the provider asks us, believed. */
export interface LogoutAsked {
  id: string
  nameId: string
  /** Empty: all of their sessions. */
  sessionIndexes: readonly string[]
  /** Until when it could be sent again. */
  expiresAt: Date
  relayState: string | undefined
}

/** How a message came. */
export type LogoutCame = { query: string } | { form: URLSearchParams }

/** Single logout with one identity provider (SAML 2.0 Profiles, section 4.4): signed in both directions, by either binding. */
export interface Logout {
  /** Where to send somebody so that they are signed out there too; null: it takes no sign-outs. */
  ask(session: { nameId: string; sid: string | null }, nowMs: number): Promise<ToSend | null>
  /** Throws `invalid_request` for what the provider has not said to us, here and now. */
  read(came: LogoutCame, nowMs: number): Promise<{ asked: LogoutAsked } | { isDone: boolean }>
  /** That it is done. Null: it takes no answers. */
  answer(asked: LogoutAsked, nowMs: number): Promise<ToSend | null>
}

const OLDEST_MS = 300_000

export function createLogout(parts: {
  settings: SamlSettings
  baseUrl: string
  pair: () => Promise<OwnPair>
}): Logout {
  const { settings, baseUrl, pair } = parts
  const issuer = `${baseUrl}/metadata`
  const send = async (xml: string, sending: Pick<Sending, 'parameter' | 'relayState'>) => {
    const { signOutUrl: url, signOutBinding: binding } = settings
    return url === null ? null : toSend(xml, { ...sending, url, binding }, await pair())
  }
  const head = (nowMs: number) => ({ issuer, destination: settings.signOutUrl ?? '', nowMs })
  return {
    ask({ nameId, sid }, nowMs) {
      const about = { nameId: readNameId(nameId), sessionIndex: sid }
      return send(writeLogoutRequest(head(nowMs), about), { parameter: 'SAMLRequest' })
    },

    async read(came, nowMs) {
      try {
        const { said, relayState } = await readSigned(came, settings)
        const endsAtMs = checkSaid(said, { settings, baseUrl, nowMs })
        if (said.kind === 'LogoutResponse') return { isDone: said.status === SUCCESS }
        const { id, nameId, sessionIndexes } = said
        if (nameId === null) throw new Error('It names nobody that can be read.')
        const expiresAt = new Date(endsAtMs)
        return { asked: { id, nameId, sessionIndexes, expiresAt, relayState } }
      } catch (cause) {
        const message = `What ${settings.name} said of a sign-out could not be believed.`
        throw new AppError('invalid_request', message, { cause })
      }
    },

    answer: ({ id, relayState }, nowMs) =>
      send(writeLogoutResponse(head(nowMs), id), { parameter: 'SAMLResponse', relayState }),
  }
}

function readSigned(came: LogoutCame, { certificates }: SamlSettings) {
  if ('form' in came) return readPost(came.form, certificates)
  return readRedirect(
    came.query,
    certificates.map((pem) => createPublicKey(pem)),
  )
}

/** From whom it should be, for us, at this address, and now; until when. */
function checkSaid(
  { issuer, destination, issuedAtMs, notOnOrAfterMs }: LogoutMessage,
  { settings, baseUrl, nowMs }: { settings: SamlSettings; baseUrl: string; nowMs: number },
): number {
  if (issuer !== settings.entityId) throw new Error('It is of another issuer.')
  if (destination !== `${baseUrl}/sign-out`) throw new Error('It is not addressed to us.')
  const skewMs = settings.clockToleranceSeconds * 1000
  const endsAtMs = Math.min(notOnOrAfterMs ?? Infinity, issuedAtMs + OLDEST_MS) + skewMs
  if (nowMs >= endsAtMs || issuedAtMs > nowMs + skewMs) throw new Error('It is not of now.')
  return endsAtMs
}
