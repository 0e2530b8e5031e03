import { z } from 'zod'
import type { Clock } from '#server/lib/clock.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Log } from '#server/lib/log.ts'
import type { Arrival } from '../arrival.ts'
import { randomText, type Flows } from '../flows.ts'
import type { IssuerFetch } from '../issuer-fetch.ts'
import type { Issuer } from './issuer.ts'
import { fetchMoreGroups } from './more-groups.ts'
import { profileOf } from './profiles.ts'
import { hasMoreElsewhere, toArrival } from './to-arrival.ts'

/** What is kept of a sign-in while the person is at the issuer. */
const Kept = z.object({
  nonce: z.string(),
  verifier: z.string().nullable(),
  returnPath: z.string(),
})

export interface OidcSignInParts {
  flows: Flows
  clock: Clock
  log: Log
  fetchFor: (issuer: Issuer) => IssuerFetch
}

/** The authorization code flow, from our button to somebody who has arrived. */
export interface OidcSignIn {
  begin(issuer: Issuer, wish: { browser: string; returnPath: string }): Promise<URL>
  /** Throws `unauthenticated` or `forbidden`, for a person to read. */
  finish(
    issuer: Issuer,
    came: { answer: URLSearchParams; browser: string },
  ): Promise<{ arrival: Arrival; returnPath: string }>
}

export function createOidcSignIn(parts: OidcSignInParts): OidcSignIn {
  const { flows, clock } = parts
  return {
    async begin(issuer, { browser, returnPath }) {
      const { organisation: tenantId, id: providerId } = issuer.settings
      const state = randomText()
      const { url, secrets } = await issuer.begin(state)
      const content = { ...secrets, returnPath }
      await flows.begin({ tenantId, kind: 'oidc', providerId, state, browser, content })
      return url
    },

    async finish(issuer, { answer, browser }) {
      const { organisation: tenantId, id: providerId } = issuer.settings
      const [state = '', another] = answer.getAll('state')
      if (state === '' || another !== undefined) {
        throw new AppError('unauthenticated', 'The issuer’s answer is incomplete. Begin again.')
      }
      const kept = await flows.take({ tenantId, kind: 'oidc', providerId, state, browser })
      const { nonce, verifier, returnPath } = Kept.parse(kept)
      const tokens = await issuer.finish(answer, { nonce, verifier, state })
      const arrival = toArrival(issuer.settings, tokens, clock)
      return { arrival: await withAllGroups(arrival, { ...parts, issuer, tokens }), returnPath }
    },
  }
}

interface GroupsParts extends OidcSignInParts {
  issuer: Issuer
  tokens: Awaited<ReturnType<Issuer['finish']>>
}

/** Who is in more groups than a token holds does not lose them by that. */
async function withAllGroups(arrival: Arrival, parts: GroupsParts): Promise<Arrival> {
  const { issuer, tokens, log } = parts
  const { profile, groups, roles } = issuer.settings
  const { moreGroupsUrl } = profileOf(profile)
  const isCut = (from: string | undefined) =>
    from !== undefined && hasMoreElsewhere(tokens.claims, from)
  if (!isCut(groups?.from) && !isCut(roles?.from)) return arrival
  const all =
    moreGroupsUrl === undefined
      ? null
      : await fetchMoreGroups(parts.fetchFor(issuer), moreGroupsUrl, tokens.accessToken).catch(
          () => null,
        )
  if (all === null) log.warn('sso.groups_not_read', { provider: issuer.settings.id })
  return {
    ...arrival,
    ...(isCut(groups?.from) && { groups: all }),
    ...(isCut(roles?.from) && { roles: all }),
  }
}
