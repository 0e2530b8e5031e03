import type { Clock } from '#server/lib/clock.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { SecretBox } from '#server/lib/secret-box.ts'
import { idTokenContext } from './entrance.ts'
import { hashOf, randomText, type Flows } from './flows.ts'
import type { IssuerFetch } from './issuer-fetch.ts'
import type { Issuer } from './oidc/issuer.ts'
import { readLogoutToken } from './oidc/logout-token.ts'
import type { LogoutAsked } from './saml/logout.ts'
import type { ToSend } from './saml/logout-messages.ts'
import type { SamlIdp } from './saml/saml-idp.ts'
import type { SsoStore } from './sso-store.ts'

export interface SignOutParts {
  store: SsoStore
  flows: Flows
  box: SecretBox
  clock: Clock
  findIssuer: (id: string) => Issuer | undefined
  findIdp: (id: string) => SamlIdp | undefined
  fetchFor: (issuer: Issuer) => IssuerFetch
  /** Where the issuer sends people back to. */
  returnUriOf: (issuer: Issuer) => string
}

/** Signing out in both directions: there when somebody signs out here, here when they sign out there. */
export interface SignOut {
  /** Where to go so that the session at the issuer ends too; null: it has none, or ends by itself. Before the session is ended. */
  leave(tenantId: string, sessionId: string, browser: string): Promise<ToSend | null>
  /** A SAML provider asks, once. How many sessions ended. Throws `invalid_request`. */
  asked(idp: SamlIdp, asked: LogoutAsked): Promise<number>
  /** Somebody comes back from there; false: nobody had left. */
  returned(issuer: Issuer, came: { state: string; browser: string }): Promise<boolean>
  /** The issuer says so itself. How many sessions ended. Throws `invalid_request`. */
  backChannel(issuer: Issuer, token: string): Promise<number>
  /** The issuer says so by a page in the person's browser. */
  frontChannel(issuer: Issuer, said: { iss: string; sid: string }): Promise<number>
}

export function createSignOut(parts: SignOutParts): SignOut {
  const { store, flows, box, clock, findIssuer, findIdp, fetchFor, returnUriOf } = parts
  return {
    async leave(tenantId, sessionId, browser) {
      const origin = await store.findOrigin(tenantId, sessionId)
      const idp = origin && findIdp(origin.providerId)
      if (origin?.idToken && idp?.settings.organisation === tenantId) {
        const nameId = box.open(origin.idToken, idTokenContext(tenantId, sessionId))
        return idp.logout.ask({ nameId, sid: origin.sid }, clock.now())
      }
      const issuer = origin && findIssuer(origin.providerId)
      if (!origin?.idToken || issuer?.settings.organisation !== tenantId) return null
      const idToken = box.open(origin.idToken, idTokenContext(tenantId, sessionId))
      const state = randomText()
      const url = await issuer.logoutUrl({ idToken, state, returnUri: returnUriOf(issuer) })
      if (!url) return null
      const { id: providerId } = issuer.settings
      await flows.begin({ tenantId, kind: 'sign-out', providerId, state, browser, content: null })
      return { url: url.href }
    },

    async asked({ settings }, { id, nameId, sessionIndexes, expiresAt }) {
      const { organisation: tenantId, id: providerId } = settings
      const hash = hashOf(`saml sign-out ${providerId} ${id}`)
      if (!(await store.useOnce(tenantId, { hash, expiresAt, now: new Date(clock.now()) }))) {
        throw new AppError('invalid_request', 'This sign-out was asked for already.')
      }
      const sids = sessionIndexes.length > 0 ? sessionIndexes : [null]
      let ended = 0
      for (const sid of sids) {
        ended += await store.endSessions(tenantId, { providerId, sid, subject: nameId })
      }
      return ended
    },

    async returned({ settings }, { state, browser }) {
      const { organisation: tenantId, id: providerId } = settings
      const taken = flows.take({ tenantId, kind: 'sign-out', providerId, state, browser })
      return taken.then(
        () => true,
        () => false,
      )
    },

    async backChannel(issuer, token) {
      const { organisation: tenantId, id: providerId } = issuer.settings
      const dial = fetchFor(issuer)
      const { jti, expiresAt, sid, subject } = await readLogoutToken(token, { issuer, dial, clock })
      const use = { hash: hashOf(`${providerId} ${jti}`), expiresAt, now: new Date(clock.now()) }
      if (!(await store.useOnce(tenantId, use))) {
        throw new AppError('invalid_request', 'This logout token was used already.')
      }
      return store.endSessions(tenantId, { providerId, sid, subject })
    },

    async frontChannel({ settings }, { iss, sid }) {
      const { organisation: tenantId, id: providerId } = settings
      if (iss !== settings.issuer || sid === '') return 0
      return store.endSessions(tenantId, { providerId, sid, subject: null })
    },
  }
}
