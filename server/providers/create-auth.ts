import { readFileSync } from 'node:fs'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Secret } from '#server/lib/secret.ts'
import { authorityOf, type AccountSettings } from './auth-settings.ts'
import { createKeyAuth, NO_AUTH, type Auth } from './auth/auth.ts'
import { createKeyRing } from './auth/key-ring.ts'
import { createAwsAuth } from './auth/aws.ts'
import { AZURE_SCOPE, createEntraAuth, type TokenAuthTools } from './auth/entra.ts'
import {
  createSelfSignedAuth,
  createServiceAccountAuth,
  GOOGLE_TOKEN_URL,
  readServiceAccount,
} from './auth/google.ts'
import { createHttpTransport, DEFAULT_LIMITS, type HttpTransport } from './http-transport.ts'

export interface AuthOptions {
  providerId: string
  clock: Clock
  settings: AccountSettings & {
    apiKey?: Secret[] | undefined
    region?: string | undefined
  }
  keyHeader: string
  entraScope: string | undefined
  /** Of the address that is called. */
  origin: string
}

/** Proves who we are by whatever the settings name: an account of a cloud, a key, or nothing. */
export function createAuth(options: AuthOptions): Auth {
  const { settings, clock, keyHeader } = options
  const { entra, google, aws, apiKey, region } = settings
  if (entra) {
    const credentials = {
      ...entra,
      scope: entra.scope ?? options.entraScope ?? AZURE_SCOPE,
      authority: authorityOf(entra),
    }
    return createEntraAuth(credentials, toolsFor(options, credentials.authority))
  }
  if (google) return createGoogleAuth(google, options)
  if (aws) {
    const { accessKeyId, secretAccessKey, sessionToken = null } = aws
    const place = { region: region ?? regionOf(options.origin), service: 'bedrock' }
    return createAwsAuth({ accessKeyId, secretAccessKey, sessionToken, ...place }, clock)
  }
  const [key, ...others] = apiKey ?? []
  if (!key) return NO_AUTH
  if (others.length === 0) return createKeyAuth(key, keyHeader)
  return createKeyRing([key, ...others], keyHeader, clock)
}

function createGoogleAuth(
  { credentials, credentialsFile, isSelfSigned }: NonNullable<AccountSettings['google']>,
  options: AuthOptions,
): Auth {
  const where = `providers.${options.providerId}.google`
  try {
    const text = credentials?.expose() ?? readFileSync(credentialsFile ?? '', 'utf8')
    const account = readServiceAccount(text)
    if (isSelfSigned) return createSelfSignedAuth(account, options.origin, options.clock)
    const tools = toolsFor(options, new URL(GOOGLE_TOKEN_URL).origin)
    return createServiceAccountAuth(account, { ...tools, tokenUrl: GOOGLE_TOKEN_URL })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const name = credentials ? 'credentials' : `credentialsFile ${credentialsFile ?? ''}`
    throw new AppError('invalid_request', `${where}: ${name} ${why}.`, { param: 'google' })
  }
}

/** `https://bedrock-runtime.eu-central-1.amazonaws.com`, where no region was named. */
function regionOf(origin: string): string {
  return /\.([a-z]{2,4}(?:-[a-z]+)+-\d)\./.exec(origin)?.[1] ?? 'us-east-1'
}

const LIMITS = { ...DEFAULT_LIMITS, firstByteMs: 20_000, idleMs: 20_000, totalMs: 20_000 }

/** The connection to a sign-in service is made when the first token is needed: most providers are only ever listed. */
function toolsFor({ providerId, clock }: AuthOptions, origin: string): TokenAuthTools {
  let opened: HttpTransport | undefined
  const open = () =>
    (opened ??= createHttpTransport({ id: providerId, origin, limits: LIMITS, reach: 'public' }))
  return {
    providerId,
    clock,
    transport: {
      send: (request) => open().send(request),
      close: async () => opened?.close(),
    },
  }
}
