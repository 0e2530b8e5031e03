import type { Endpoint } from './protocols/protocol.ts'

const MAX_ERROR_BYTES = 64 * 1024

/** An error body without what providers like to quote in it: our key, tokens, and the addresses of machines. */
export async function* withoutSecrets(
  body: AsyncIterable<Buffer>,
  endpoint: Endpoint,
): AsyncGenerator<Buffer> {
  yield Buffer.from(redact((await readError(body)).toString('utf8'), endpoint))
}

/** The body of an error, as much of it as anybody reads. */
export async function readError(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of body) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes > MAX_ERROR_BYTES) break
  }
  return Buffer.concat(pieces)
}

/** Reads what nobody wants, so that the connection serves again; a long answer costs it. */
export async function drain(body: AsyncIterable<Buffer>): Promise<void> {
  let bytes = 0
  for await (const piece of body) {
    bytes += piece.length
    if (bytes > MAX_ERROR_BYTES) return
  }
}

/*
 * Of these, none may begin to look anew at each letter of a long word: error bodies are as long as their senders like.
 */

/** Keys that are shown in part: `sk-ab************yz`. The parts are enough to find it by. */
const MASKED_KEY = /(?<![\w.~+/-])[\w.~+/-]*(?:\*{3,}[\w.~+/-]*)+/g
const BEARER = /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi
/** Machines of somebody's inside. Addresses of documentation, which help, have other names. */
const INSIDE_ADDRESS =
  /\b(?:10|127|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}(?::\d+)?\b/g
const NAME = /(?<![\w.-])[\w.-]+(?::\d{1,5})?/g
const INSIDE_NAME = /[\w-]\.(?:internal|local|lan|svc|localdomain)(?![\w-])/i

export function redact(text: string, { auth, baseUrl }: Endpoint): string {
  const { host, hostname } = new URL(baseUrl)
  const exact = [...auth.secrets().map((secret) => secret.expose()), host, hostname]
  let clean = text
  for (const secret of exact) if (secret.length > 3) clean = clean.replaceAll(secret, '***')
  return clean
    .replaceAll(MASKED_KEY, '***')
    .replaceAll(BEARER, '$1 ***')
    .replaceAll(INSIDE_ADDRESS, '***')
    .replaceAll(NAME, (name) => (INSIDE_NAME.test(name) ? '***' : name))
}
