import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import {
  createLookup,
  ForbiddenAddress,
  literalOf,
  mayConnect,
  type Reach,
} from '#server/lib/address.ts'

export interface Post {
  url: string
  headers: OutgoingHttpHeaders
  body: Buffer
  /** Whom the address may name. */
  reach: Reach
  timeoutMs: number
}

export interface PostAnswer {
  status: number
  /** What the other side asks us to wait; null: nothing. */
  retryAfterMs: number | null
}

/** Sends something to another machine. Throws where there is no answer; follows no redirect; keeps nothing of what is answered. */
export type SendPost = (post: Post) => Promise<PostAnswer>

export const sendPost: SendPost = async ({ url, headers, body, reach, timeoutMs }) => {
  const target = new URL(url)
  const literal = literalOf(target)
  const { promise, resolve, reject } = Promise.withResolvers<PostAnswer>()
  if (literal !== undefined && !mayConnect(literal, reach)) throw new ForbiddenAddress()
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest
  const sent = send(
    target,
    {
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
      // No pool: what is sent here is rare, and a name is looked up and checked each time.
      agent: false,
      ...(reach !== 'anywhere' && { lookup: createLookup(reach) }),
      signal: AbortSignal.timeout(timeoutMs),
    },
    (answer) => {
      const seconds = Number(answer.headers['retry-after'])
      resolve({
        status: answer.statusCode ?? 0,
        retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null,
      })
      answer.resume()
      answer.on('error', () => undefined)
    },
  )
  sent.on('error', reject)
  sent.end(body)
  return promise
}
