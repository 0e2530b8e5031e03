import type { PlainRequest } from '#server/http/fast/fast-exchange.ts'
import { AppError } from '#server/lib/app-error.ts'

/** Reads a body into memory. Throws `body_too_large` as soon as that is known, `cancelled` when the caller hangs up. */
export function readBody(request: PlainRequest, limitBytes: number): Promise<Buffer> {
  if (request.whole) {
    const isTooLarge = request.whole.length > limitBytes
    return isTooLarge ? Promise.reject(tooLarge(limitBytes)) : Promise.resolve(request.whole)
  }
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > limitBytes) return Promise.reject(tooLarge(limitBytes))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    let isWhole = false
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= limitBytes) chunks.push(chunk)
      else {
        request.pause()
        reject(tooLarge(limitBytes))
      }
    })
    request.on('end', () => {
      isWhole = true
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
    })
    request.on('error', (cause) => reject(hungUp(cause)))
    request.on('close', () => {
      if (!isWhole) reject(hungUp())
    })
  })
}

/** Throws `invalid_request` for a body that says of itself that it is no plain JSON. */
export function checkContentType(request: PlainRequest): void {
  const { 'content-type': type, 'content-encoding': encoding } = request.headers
  if (type !== undefined && !/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type)) {
    throw new AppError(
      'invalid_request',
      'The body must be JSON: send the header “content-type: application/json”.',
    )
  }
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new AppError('invalid_request', 'Send the body uncompressed, without content-encoding.')
  }
}

function tooLarge(limitBytes: number): AppError {
  const limit = Math.floor(limitBytes / 1024 / 1024)
  return new AppError('body_too_large', `The body is over the limit of ${limit} MiB.`)
}

function hungUp(cause?: unknown): AppError {
  return new AppError('cancelled', 'The caller hung up.', { cause })
}
