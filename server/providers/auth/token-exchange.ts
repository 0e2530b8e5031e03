import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { Secret } from '#server/lib/secret.ts'
import type { HttpTransport } from '../http-transport.ts'
import type { Token } from './token-source.ts'
import { lookup } from '#server/lib/lookup.ts'
import { parseJson } from '#server/lib/parse-json.ts'

export interface TokenExchangeOptions {
  /** The provider that the token is for, as people know it: for messages. */
  providerId: string
  /** The token endpoint. */
  url: URL
  transport: HttpTransport
  clock: Clock
}

/** Asks an OAuth 2 token endpoint. Throws AppError `provider_unavailable`; what exactly was said is its cause, for the log. */
export type TokenExchange = (form: Readonly<Record<string, string>>) => Promise<Token>

const MAX_BYTES = 64 * 1024
const TIMEOUT_MS = 20_000

export function createTokenExchange(options: TokenExchangeOptions): TokenExchange {
  const { url, transport, clock } = options
  return async (form) => {
    const askedAtMs = clock.now()
    const response = await transport
      .send({
        method: 'POST',
        path: url.pathname + url.search,
        headers: [
          'content-type',
          'application/x-www-form-urlencoded',
          'accept',
          'application/json',
        ],
        body: Buffer.from(new URLSearchParams(form).toString()),
        isStream: false,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      .catch((cause: unknown) => {
        throw unavailable(options, 'cannot be reached', cause)
      })
    const answer = parseJson(await textOf(response.body))
    if (response.status !== 200) throw refused(options, { status: response.status, answer, form })
    const text = fieldOf(answer, 'access_token')
    if (typeof text !== 'string' || text === '' || /[\r\n]/.test(text)) {
      throw unavailable(options, 'sent no token', new Error('No access_token in its answer'))
    }
    return { secret: new Secret(text), expiresAtMs: askedAtMs + lifetimeMsOf(answer) }
  }
}

/** Some send the number as a text; where nothing is said, an hour is usual, and less is safe. */
function lifetimeMsOf(answer: unknown): number {
  const seconds = Number(fieldOf(answer, 'expires_in'))
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 86_400) * 1000 : 300_000
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of body) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes > MAX_BYTES) break
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** What OAuth's error codes mean to whoever must act. Source: RFC 6749, 5.2. */
const ADVICE: Record<string, string> = lookup({
  invalid_client: 'its client ID or secret is wrong or has expired',
  unauthorized_client: 'this client may not ask for such tokens',
  invalid_scope: 'the scope does not exist there',
  invalid_grant: 'the signature was not accepted: check the key, and the clock of this machine',
  invalid_request: 'the tenant or the scope is wrong',
})

function refused(
  options: TokenExchangeOptions,
  { status, answer, form }: { status: number; answer: unknown; form: Record<string, string> },
): AppError {
  const code = fieldOf(answer, 'error')
  const said = typeof code === 'string' && /^[a-z_]{1,40}$/.test(code) ? code : `HTTP ${status}`
  const advice = ADVICE[said]
  const description = fieldOf(answer, 'error_description')
  let detail = typeof description === 'string' ? description.slice(0, 2000) : ''
  for (const secret of [form.client_secret, form.assertion]) {
    if (secret) detail = detail.replaceAll(secret, '***')
  }
  const why = `refused us (${said})${advice ? `: ${advice}` : ''}`
  return unavailable(options, why, new Error(`${said}: ${detail}`))
}

function unavailable({ providerId }: TokenExchangeOptions, why: string, cause: unknown): AppError {
  return new AppError(
    'provider_unavailable',
    `The provider “${providerId}” cannot be called now: its sign-in service ${why}.`,
    { cause },
  )
}
