import { z } from 'zod'
import type { Clock } from '#server/lib/clock.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Arrival } from '../arrival.ts'
import { hashOf, randomText, type Flows } from '../flows.ts'
import type { SsoStore } from '../sso-store.ts'
import type { SamlIdp } from './saml-idp.ts'

const Asked = z.object({ returnPath: z.string() })
/** What of an arrival is kept between two requests; the provider is known by its id. */
const Came = z.object({
  inResponseTo: z.string(),
  arrival: z.object({
    issuer: z.string(),
    subject: z.string(),
    email: z.string().nullable(),
    isEmailVerified: z.boolean(),
    domain: z.string().optional(),
    name: z.string(),
    groups: z.array(z.string()).nullable(),
    roles: z.array(z.string()).nullable(),
    assurance: z.object({
      methods: z.array(z.string()),
      level: z.string().nullable(),
      atMs: z.number(),
    }),
    session: z.object({ sid: z.string().nullable(), idToken: z.string().nullable() }),
  }),
})

/**
 * From our button to somebody who has arrived. The answer comes as a form of another site, to which browsers add no cookie of
 * ours: so it is only read there, and the browser is sent on to us with a ticket, now with its cookie.
 */
export interface SamlSignIn {
  begin(idp: SamlIdp, wish: { browser: string; returnPath: string }): Promise<URL>
  /** A ticket for what has come. Throws `unauthenticated`. */
  accept(idp: SamlIdp, response: string): Promise<string>
  /** Throws `unauthenticated` unless this browser has asked what was answered. */
  finish(
    idp: SamlIdp,
    came: { ticket: string; browser: string },
  ): Promise<{ arrival: Arrival; returnPath: string }>
}

/** A ticket is good in any browser; the question that it goes with is not. */
const ANY_BROWSER = 'any'

export function createSamlSignIn(parts: {
  flows: Flows
  store: SsoStore
  clock: Clock
}): SamlSignIn {
  const { flows, store, clock } = parts
  return {
    async begin(idp, { browser, returnPath }) {
      const { organisation: tenantId, id: providerId } = idp.settings
      const { url, requestId: state } = await idp.begin()
      await flows.begin({
        tenantId,
        kind: 'saml',
        providerId,
        state,
        browser,
        content: { returnPath },
      })
      return url
    },

    async accept(idp, response) {
      const { organisation: tenantId, id: providerId } = idp.settings
      const { arrival, inResponseTo, assertionId, expiresAt } = await idp.read(response)
      const use = {
        hash: hashOf(`saml ${providerId} ${assertionId}`),
        expiresAt,
        now: new Date(clock.now()),
      }
      if (!(await store.useOnce(tenantId, use))) {
        throw new AppError('unauthenticated', 'This sign-in was used already. Begin again.')
      }
      const state = randomText()
      const { provider: _, kind: __, ...kept } = arrival
      const content = { inResponseTo, arrival: kept }
      await flows.begin({
        tenantId,
        kind: 'saml-ticket',
        providerId,
        state,
        browser: ANY_BROWSER,
        content,
      })
      return state
    },

    async finish(idp, { ticket, browser }) {
      const { organisation: tenantId, id: providerId } = idp.settings
      const flow = { tenantId, providerId }
      const came = await flows.take({
        ...flow,
        kind: 'saml-ticket',
        state: ticket,
        browser: ANY_BROWSER,
      })
      const { inResponseTo, arrival } = Came.parse(came)
      const asked = await flows.take({ ...flow, kind: 'saml', state: inResponseTo, browser })
      const { domain, ...rest } = arrival
      return {
        arrival: { ...rest, domain, provider: idp.settings, kind: 'saml' },
        returnPath: Asked.parse(asked).returnPath,
      }
    },
  }
}
