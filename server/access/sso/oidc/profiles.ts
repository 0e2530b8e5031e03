import type { OidcSettings } from '../settings.ts'

/** How issuers differ, as data. */
export interface Profile {
  scopes: readonly string[]
  usesPkce: boolean
  /** `signed-jwt`: an answer that is not signed is refused. */
  userinfo: 'any' | 'signed-jwt' | 'none'
  /** Asked for in the parameter `claims`, for issuers that give them only on request. */
  requestedClaims?: Readonly<Record<string, unknown>>
  /** Whether levels go into `claims` too: the issuer refuses `acr_values`. */
  asksLevelByClaims?: boolean
  /** Whether its sign-out takes `client_id`. */
  logoutTakesClientId: boolean
  /** Claims that make up the name, tried in this order; the first of which all parts are there. */
  names: readonly (readonly string[])[]
  /** The claim by which it says that an e-mail address was verified; null: it vouches for all of them. */
  verifiedClaim: string | null
  /** The claim that says the organisation's domain, which must be an allowed one. */
  domainClaim?: string
  /** Where groups are asked for that do not fit into the token. A fixed address: the one in the token is not believed. */
  moreGroupsUrl?: string
}

const USUAL: Profile = {
  scopes: ['openid', 'email', 'profile'],
  usesPkce: true,
  userinfo: 'any',
  logoutTakesClientId: true,
  names: [['name'], ['given_name', 'family_name'], ['preferred_username']],
  verifiedClaim: 'email_verified',
}

export const PROFILES = {
  generic: USUAL,
  keycloak: USUAL,
  /** Sources: learn.microsoft.com, “ID token claims reference”, “Configure group claims”: overage above 200 groups. */
  'entra-id': {
    ...USUAL,
    // Its userinfo says nothing that the token does not.
    userinfo: 'none',
    // Optional there; `email` alone may be whatever another tenant's administrator typed.
    verifiedClaim: 'xms_edov',
    moreGroupsUrl:
      'https://graph.microsoft.com/v1.0/me/transitiveMemberOf/microsoft.graph.group?$select=id&$top=999',
  },
  /** Source: developers.google.com, “OpenID Connect”: `hd` is the domain of a Workspace account. */
  google: { ...USUAL, domainClaim: 'hd' },
  /**
   * Source: numerique-gouv/proconnect-documentation, doc_fs/implementation_technique.md and resources/claim_amr.md: `state` and
   * `nonce` of 32 characters or more, no parameter beyond those that it names, userinfo as a signed JWT, `amr` on request.
   */
  proconnect: {
    scopes: ['openid', 'given_name', 'usual_name', 'email', 'uid'],
    usesPkce: false,
    userinfo: 'signed-jwt',
    requestedClaims: { amr: { essential: true } },
    asksLevelByClaims: true,
    logoutTakesClientId: false,
    names: [['given_name', 'usual_name']],
    // It knows people only by identity providers of administrations, which vouch for them.
    verifiedClaim: null,
  },
} satisfies Record<OidcSettings['profile'], Profile>

export function profileOf(name: OidcSettings['profile']): Profile {
  return PROFILES[name]
}
