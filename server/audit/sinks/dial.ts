import { readFileSync } from 'node:fs'
import { AppError } from '#server/lib/app-error.ts'
import { createGuardedFetch } from '#server/lib/guarded-fetch.ts'
import { messageOf } from '#server/lib/thrown.ts'

export interface Sent {
  method: 'POST' | 'PUT'
  url: URL | string
  headers: Readonly<Record<string, string>>
  body: Buffer | string
}

export interface Dial {
  /** The body of an answer that says yes. Throws AppError with why there is none; follows no redirect. */
  send(what: Sent): Promise<Buffer>
  close(): Promise<void>
}

const TIMEOUT_MS = 20_000
const MAX_ANSWER_BYTES = 256 * 1024

/** Calls machines that galerne.yaml names: whoever runs Galerne wrote them there, private addresses too. */
export function createDial(): Dial {
  const call = createGuardedFetch({
    reach: 'anywhere',
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_ANSWER_BYTES,
  })
  return {
    async send({ method, url, headers, body }) {
      const answer = await call(url, {
        method,
        headers: { 'user-agent': 'Galerne', ...headers },
        body,
        redirect: 'manual',
      }).catch((cause: unknown) => {
        const why = cause instanceof Error && cause.cause ? cause.cause : cause
        throw new AppError('provider_unavailable', `It did not answer: ${messageOf(why)}`, {
          cause,
        })
      })
      const bytes = Buffer.from(await answer.arrayBuffer())
      if (answer.status >= 200 && answer.status < 300) return bytes
      throw new AppError('provider_error', `It answered with status ${answer.status}.`)
    },
    close: () => call.close(),
  }
}

/** PEM certificates of a file. Throws AppError that names it. */
export function readCertificates(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').match(/-----BEGIN CERTIFICATE-----[^]+?-----END.+/g) ?? []
  } catch (cause) {
    throw new AppError('not_ready', `${path} cannot be read: ${messageOf(cause)}`, { cause })
  }
}
