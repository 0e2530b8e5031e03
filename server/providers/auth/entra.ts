import type { Clock } from '#server/lib/clock.ts'
import type { Secret } from '#server/lib/secret.ts'
import type { HttpTransport } from '../http-transport.ts'
import type { Auth } from './auth.ts'
import { createTokenExchange } from './token-exchange.ts'
import { createTokenAuth, createTokenSource } from './token-source.ts'

export interface EntraCredentials {
  /** Directory: its id, or a domain of it. */
  tenantId: string
  clientId: string
  clientSecret: Secret
  scope: string
  /** Sovereign clouds have their own. */
  authority: string
}

/** Azure OpenAI's; Foundry's own models take `https://ai.azure.com/.default` as well. */
export const AZURE_SCOPE = 'https://cognitiveservices.azure.com/.default'
/** Where each cloud signs in: a closed list, so that no setting sends our secret to a stranger. Source: MSAL's own list. */
export const AUTHORITIES = {
  public: 'https://login.microsoftonline.com',
  'us-government': 'https://login.microsoftonline.us',
  china: 'https://login.partner.microsoftonline.cn',
  france: 'https://login.sovcloud-identity.fr',
  germany: 'https://login.sovcloud-identity.de',
  singapore: 'https://login.sovcloud-identity.sg',
} as const

/** The token endpoint of Microsoft's identity platform, v2.0. */
export function entraTokenUrl({ authority, tenantId }: EntraCredentials): URL {
  return new URL(
    `${authority.replace(/\/+$/, '')}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
  )
}

export interface TokenAuthTools {
  providerId: string
  clock: Clock
  /** To the origin of the token endpoint. */
  transport: HttpTransport
}

/** Entra ID, as an application: client credentials for a bearer token of about an hour. */
export function createEntraAuth(credentials: EntraCredentials, tools: TokenAuthTools): Auth {
  const { clientId, clientSecret, scope } = credentials
  const exchange = createTokenExchange({ ...tools, url: entraTokenUrl(credentials) })
  const fetchToken = () =>
    exchange({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret.expose(),
      scope,
    })
  const source = createTokenSource(fetchToken, tools.clock)
  return createTokenAuth(
    source,
    () => [clientSecret],
    () => tools.transport.close(),
  )
}
