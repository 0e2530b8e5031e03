import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { z } from 'zod'
import { AppError } from './app-error.ts'
import { createGuardedFetch } from './guarded-fetch.ts'
import { Secret } from './secret.ts'
import { messageOf } from './thrown.ts'

const Text = z.string().min(1)
const SecretText = Text.transform((text) => new Secret(text))

/** Where the keys come from that stored secrets are sealed with, the newest first. None: a file in the data folder. */
export const SecretsSettings = z
  .strictObject({
    keys: z
      .array(z.string().min(32, 'must have 32 characters or more'))
      .meta({ examples: [['${GALERNE_SECRETS_KEY}']] })
      .transform((keys) => keys.map((key) => new Secret(key)))
      .default([]),
    /** Keys that lie here wrapped by the transit engine of HashiCorp Vault or OpenBao, which opens them at the start. */
    vault: z
      .strictObject({
        address: z.url().meta({ examples: ['https://vault.example.eu:8200'] }),
        /** Of the transit engine. */
        key: z
          .string()
          .regex(/^[\w.-]+$/, 'must be the name of a key')
          .meta({ examples: ['galerne'] }),
        token: SecretText.meta({ examples: ['${VAULT_TOKEN}'] }),
        wrapped: z
          .array(Text)
          .min(1)
          .meta({ examples: [['vault:v1:8SDd3W…']] }),
        caFile: Text.meta({ examples: ['/etc/ssl/our-ca.pem'] })
          .nullable()
          .default(null),
      })
      .nullable()
      .default(null),
    /**
     * Where keys of people lie, which their texts are sealed with: in a folder of this machine, or in a schema of its own of
     * a Postgres server. Null: in the folder with an embedded database, else in the schema of the same database.
     */
    personKeys: z
      .union([z.literal('folder'), z.url({ protocol: /^postgres(?:ql)?$/ })])
      .meta({ examples: ['${GALERNE_PERSON_KEYS_URL}'] })
      .transform((place) => new Secret(place))
      .nullable()
      .default(null),
    /** A program that prints the keys, one a line: for PKCS#11, cloud key management, systemd-creds… No shell reads it. */
    command: z
      .array(Text)
      .min(1)
      .meta({ examples: [['/usr/local/bin/print-galerne-key']] })
      .nullable()
      .default(null),
  })
  .prefault({})
export type SecretsSettings = z.output<typeof SecretsSettings>

type Environment = Readonly<Record<string, string | undefined>>

const TIMEOUT_MS = 15_000

/**
 * The keys of the settings, those included that somebody else keeps for us. Throws AppError `not_ready`: without them
 * Galerne does not start, since it would make a key of its own and open nothing with it.
 */
export async function unwrapSecretKeys(
  { keys, vault, command }: SecretsSettings,
  environment: Environment,
): Promise<Secret[]> {
  const opened = [...keys]
  if (vault) opened.push(...(await askVault(vault)))
  if (command) opened.push(...(await askCommand(command, environment)))
  return opened
}

const Decrypted = z.object({ data: z.object({ plaintext: z.base64() }) })

/** `POST /v1/transit/decrypt/:name`, as HashiCorp documents it. */
async function askVault(vault: NonNullable<SecretsSettings['vault']>): Promise<Secret[]> {
  const { address, key, token, wrapped, caFile } = vault
  const guarded = createGuardedFetch({
    // The operator wrote it, and it is in their own network.
    reach: 'anywhere',
    timeoutMs: TIMEOUT_MS,
    ...(caFile !== null && { ca: [readFileSync(caFile, 'utf8')] }),
  })
  const url = `${address.replace(/\/$/, '')}/v1/transit/decrypt/${key}`
  const open = async (ciphertext: string) => {
    const answer = await guarded(url, {
      method: 'POST',
      redirect: 'error',
      headers: { 'x-vault-token': token.expose(), 'content-type': 'application/json' },
      body: JSON.stringify({ ciphertext }),
    })
    if (answer.status !== 200) throw new Error(`it answered ${answer.status}`)
    return new Secret(Decrypted.parse(await answer.json()).data.plaintext)
  }
  try {
    return await Promise.all(wrapped.map(open))
  } catch (cause) {
    throw notOpened(`Vault at ${new URL(address).host}`, cause)
  } finally {
    await guarded.close()
  }
}

async function askCommand([program = '', ...args]: string[], environment: Environment) {
  try {
    const { stdout } = await promisify(execFile)(program, args, {
      timeout: TIMEOUT_MS,
      maxBuffer: 64 * 1024,
      env: { ...environment },
    })
    const lines = stdout.split('\n').filter((line) => line.trim() !== '')
    if (lines.length === 0) throw new Error('it printed nothing')
    return lines.map((line) => new Secret(line.trim()))
  } catch (cause) {
    throw notOpened(program, cause)
  }
}

/** What a program printed may be a key: only how it ended is told. */
function notOpened(who: string, cause: unknown): AppError {
  const why = cause instanceof z.ZodError ? 'its answer is not one' : firstLineOf(cause)
  return new AppError(
    'not_ready',
    `The keys that secrets are sealed with could not be had from ${who}: ${why}. See “secrets” in galerne.yaml.`,
  )
}

function firstLineOf(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'number') {
    return `it ended with code ${cause.code}`
  }
  if (cause instanceof Error && 'killed' in cause && cause.killed) return 'it took too long'
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  return messageOf(inner).split('\n')[0] ?? ''
}
