import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Provider, type Configuration, type KoaContextWithOIDC } from 'oidc-provider'
import { listenOnLoopback } from '#server/lib/loopback.ts'

/** Somebody as the issuer knows them; beside `sub` any claims. */
export interface TestAccount {
  sub: string
  [claim: string]: unknown
}

export interface TestIssuerOptions {
  clientId?: string
  redirectUris: string[]
  postLogoutRedirectUris?: string[]
  backChannelUri?: string
  frontChannelUri?: string
  accounts: TestAccount[]
  /** Signs userinfo, as ProConnect does. */
  isUserinfoSigned?: boolean
  /** Sees every request first; true: it has answered. */
  gate?: (request: IncomingMessage, response: ServerResponse) => boolean
  acr?: string
  amr?: string[]
  scopes?: string[]
}

export interface TestIssuer {
  clientId: string
  clientSecret: string
  /** Who signs in next, without being asked anything. */
  signsInAs(sub: string): void
  /** What came to an address, newest last. */
  requests: URL[]
  provider: Provider
}

export const CLIENT_SECRET = 'a secret that only tests know, and long enough'

/** A real OpenID Connect issuer (oidc-provider) on a free port, that signs in whomever the test wants. */
export async function prepareTestIssuer(): Promise<{
  url: string
  /** Its client's addresses may be known only after its own. */
  open(options: TestIssuerOptions): TestIssuer
  close(): Promise<void>
}> {
  const server = createServer()
  const port = await listenOnLoopback(server)
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    open: (options) => openTestIssuer(server, url, options),
    close: () => closeServer(server),
  }
}

function openTestIssuer(server: Server, url: string, options: TestIssuerOptions): TestIssuer {
  const { clientId = 'galerne', accounts, gate } = options
  const state = { sub: accounts[0]?.sub ?? '' }
  const provider = new Provider(url, toConfiguration(options, clientId))
  const requests: URL[] = []
  const handle = provider.callback()
  server.on('request', (request, response) => {
    const asked = new URL(request.url ?? '/', url)
    requests.push(asked)
    if (gate?.(request, response)) return
    if (asked.pathname.startsWith('/interaction/')) {
      void signIn({ provider, request, response }, state.sub, options)
    } else void handle(request, response)
  })
  return {
    clientId,
    clientSecret: CLIENT_SECRET,
    signsInAs: (sub) => (state.sub = sub),
    requests,
    provider,
  }
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}

interface Exchange {
  provider: Provider
  request: IncomingMessage
  response: ServerResponse
}

/** What a person would do on the issuer's page. */
async function signIn(
  { provider, request, response }: Exchange,
  accountId: string,
  { acr, amr }: TestIssuerOptions,
): Promise<void> {
  const { prompt } = await provider.interactionDetails(request, response)
  const result =
    prompt.name === 'login'
      ? { login: { accountId, ...(acr && { acr }), ...(amr && { amr }) } }
      : { consent: {} }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true })
}

function toConfiguration(options: TestIssuerOptions, clientId: string): Configuration {
  const { accounts, isUserinfoSigned = false, scopes = [], acr } = options
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: CLIENT_SECRET,
        redirect_uris: options.redirectUris,
        post_logout_redirect_uris: options.postLogoutRedirectUris ?? [],
        token_endpoint_auth_method: 'client_secret_post',
        ...(isUserinfoSigned && { userinfo_signed_response_alg: 'RS256' as const }),
        ...(options.backChannelUri && {
          backchannel_logout_uri: options.backChannelUri,
          backchannel_logout_session_required: true,
        }),
      },
    ],
    scopes: ['openid', 'email', 'profile', ...scopes],
    claims: {
      openid: ['sub', 'sid'],
      email: ['email', 'email_verified'],
      profile: ['name', 'groups', 'realm_access'],
      given_name: ['given_name'],
      usual_name: ['usual_name'],
      uid: ['uid'],
      acr: null,
      amr: null,
      auth_time: null,
    },
    ...(acr && { acrValues: [acr] }),
    // The ID token has claims too, as most issuers do it.
    conformIdTokenClaims: false,
    pkce: { required: () => false },
    // Its own refuses this machine.
    fetch: (url, init) =>
      globalThis.fetch(url, {
        method: init?.method ?? 'GET',
        headers: init?.headers ?? {},
        body: init?.body ?? null,
      }),
    features: {
      devInteractions: { enabled: false },
      jwtUserinfo: { enabled: isUserinfoSigned },
      claimsParameter: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) {
          ctx.body = form.replace(
            '</form>',
            '<button name="logout" value="yes">Yes</button></form>',
          )
        },
      },
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ['only for tests'] },
    ttl: { Session: 3600, Grant: 3600, Interaction: 600, AccessToken: 600, IdToken: 600 },
    async findAccount(_ctx, sub) {
      const account = accounts.find((one) => one.sub === sub)
      return account && { accountId: sub, claims: () => Promise.resolve(account) }
    },
    loadExistingGrant: grantEverything,
  }
}

/** Nobody is asked for consent. */
async function grantEverything({ oidc }: KoaContextWithOIDC) {
  const grant = new oidc.provider.Grant({
    clientId: oidc.client?.clientId ?? '',
    accountId: oidc.session?.accountId ?? '',
  })
  const scope = oidc.params?.['scope']
  grant.addOIDCScope(typeof scope === 'string' ? scope : 'openid')
  grant.addOIDCClaims(['amr', 'acr', 'auth_time', 'sid'])
  await grant.save()
  return grant
}
