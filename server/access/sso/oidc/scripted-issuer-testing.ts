import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose'
import { listenOnLoopback } from '#server/lib/loopback.ts'

/** What this issuer does other than it should; absent: it does as it should. */
export interface Misbehaviour {
  metadata?: Record<string, unknown>
  /** Parameters of the way back, beside `code` and `state`. */
  answer?: Record<string, string>
  claims?: (usual: JWTPayload) => JWTPayload
  /** The ID token in place of the right one. */
  idToken?: (claims: JWTPayload, key: SigningKey) => Promise<string> | string
  /** Content type and body of userinfo. */
  userinfo?: (claims: JWTPayload, key: SigningKey) => Promise<[string, string]> | [string, string]
  /** A code works as often as it comes. */
  keepsCodes?: boolean
  /** Answers before it does; true: it has. */
  handle?: (url: URL, response: ServerResponse) => boolean
}

export interface SigningKey {
  kid: string
  sign(payload: JWTPayload, header?: Record<string, string>): Promise<string>
  /** As everybody can read it. */
  publicJwk: JWK
}

export type ScriptedIssuer = Awaited<ReturnType<typeof startScriptedIssuer>>

/** An issuer that follows OpenID Connect but for what the test tells it. */
export async function startScriptedIssuer(clientId = 'galerne') {
  const server = createServer()
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`
  const state = {
    clientId,
    key: await makeKey(),
    does: {} as Misbehaviour,
    claims: {
      sub: 'zoe',
      name: 'Zoë',
      email: 'zoe@example.eu',
      email_verified: true,
    } as JWTPayload,
    codes: new Map<string, { nonce: string; challenge: string | null }>(),
    requests: [] as URL[],
  }
  server.on('request', (request, response) => {
    void answer({ url, state, request, response })
  })
  return Object.assign(state, {
    url,
    /** From now on it signs with another key, and shows that one alone. */
    rotate: async () => {
      state.key = await makeKey()
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  })
}

async function makeKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const kid = randomUUID()
  return {
    kid,
    publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' },
    sign: (payload, header) =>
      new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid, ...header }).sign(privateKey),
  }
}

interface Exchange {
  url: string
  state: {
    clientId: string
    key: SigningKey
    does: Misbehaviour
    claims: JWTPayload
    codes: Map<string, { nonce: string; challenge: string | null }>
    requests: URL[]
  }
  request: IncomingMessage
  response: ServerResponse
}

async function answer(exchange: Exchange): Promise<void> {
  const { url, state, request, response } = exchange
  const asked = new URL(request.url ?? '/', url)
  state.requests.push(asked)
  if (state.does.handle?.(asked, response)) return
  const json = (value: unknown, status = 200) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  if (asked.pathname === '/.well-known/openid-configuration') {
    json({ ...metadataOf(url), ...state.does.metadata })
  } else if (asked.pathname === '/jwks') json({ keys: [state.key.publicJwk] })
  else if (asked.pathname === '/authorize') authorize(asked, exchange)
  else if (asked.pathname === '/token') {
    const token = await redeem(new URLSearchParams(await readAll(request)), exchange)
    json(token ?? { error: 'invalid_grant' }, token ? 200 : 400)
  } else if (asked.pathname === '/userinfo') {
    const { userinfo } = state.does
    const [type, body] = (await userinfo?.(state.claims, state.key)) ?? [
      'application/json',
      JSON.stringify(state.claims),
    ]
    response.writeHead(200, { 'content-type': type }).end(body)
  } else response.writeHead(404).end()
}

function metadataOf(url: string) {
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
    userinfo_endpoint: `${url}/userinfo`,
    end_session_endpoint: `${url}/end`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    authorization_response_iss_parameter_supported: true,
  }
}

function authorize({ searchParams }: URL, { url, state, response }: Exchange): void {
  const code = randomUUID()
  const nonce = searchParams.get('nonce') ?? ''
  state.codes.set(code, { nonce, challenge: searchParams.get('code_challenge') })
  const back = new URL(searchParams.get('redirect_uri') ?? '')
  const parameters = {
    code,
    state: searchParams.get('state') ?? '',
    iss: url,
    ...state.does.answer,
  }
  for (const [name, value] of Object.entries(parameters)) back.searchParams.set(name, value)
  response.writeHead(303, { location: back.href }).end()
}

async function redeem(form: URLSearchParams, { url, state }: Exchange) {
  const { clientId, does, key } = state
  const known = state.codes.get(form.get('code') ?? '')
  if (!does.keepsCodes) state.codes.delete(form.get('code') ?? '')
  const verifier = form.get('code_verifier') ?? ''
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  if (!known || (known.challenge !== null && known.challenge !== challenge)) return undefined
  const now = Math.floor(Date.now() / 1000)
  const usual = {
    iss: url,
    aud: clientId,
    iat: now,
    exp: now + 300,
    nonce: known.nonce,
    ...state.claims,
  }
  const claims = does.claims?.(usual) ?? usual
  const idToken = (await does.idToken?.(claims, key)) ?? (await key.sign(claims))
  return {
    access_token: 'an-access-token',
    token_type: 'Bearer',
    expires_in: 60,
    id_token: idToken,
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
