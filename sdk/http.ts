import type { z } from 'zod'
import { CSRF_HEADER, Session } from '#wire/access.ts'
import { ApiErrorBody } from '#wire/errors.ts'
import { ApiFailure } from './api-failure.ts'

export interface ClientOptions {
  /** Origin of the server without a slash at its end; empty in a page that the server itself sent. */
  baseUrl: string
  fetch: typeof fetch
  /** Sent with every request: the CLI's `authorization`. */
  headers?: Record<string, string>
  /**
   * Asked where the server wants to know first who is there (`confirmation_required`): resolves to true once they have said,
   * and the request is sent again; to false where they would not. Absent: such a request fails.
   */
  confirm?: () => Promise<boolean>
}

export interface Request {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  body?: unknown
  /** In place of `body`: bytes, as they are. */
  file?: Blob
  headers?: Record<string, string>
  signal?: AbortSignal | undefined
}

export interface Query<T> extends Request {
  /** What the answer must look like. */
  answer: z.ZodType<T>
}

export type Http = ReturnType<typeof createHttp>

/**
 * JSON over HTTP with Galerne's manners: the CSRF token is had once and sent with every change; a refusal that a newer
 * token cures (the session was renewed in another tab) is sent again once. Throws ApiFailure, or the abort's own error.
 */
export function createHttp({ baseUrl, fetch, headers = {}, confirm }: ClientOptions) {
  let csrfToken: string | undefined

  async function send(request: Request): Promise<Response> {
    const { method = 'GET', path, body, signal } = request
    const isChange = method !== 'GET'
    const init: RequestInit = {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(isChange && csrfToken !== undefined && { [CSRF_HEADER]: csrfToken }),
        ...headers,
        ...request.headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(request.file && { body: request.file }),
      ...(signal && { signal }),
    }
    try {
      return await fetch(baseUrl + path, init)
    } catch (error) {
      if (signal?.aborted) throw error
      throw new ApiFailure('unreachable', 'The server could not be reached.', { cause: error })
    }
  }

  async function getSession(signal?: AbortSignal): Promise<Session> {
    const session = await readAnswer(
      await checked(await send({ path: '/api/session', signal })),
      Session,
    )
    csrfToken = session.csrfToken
    return session
  }

  /** The answer with its body unread; throws ApiFailure when it is not a success. */
  const open = (request: Request) => orConfirmed(() => attempt(request), confirm)

  async function attempt(request: Request): Promise<Response> {
    const isChange = request.method !== undefined && request.method !== 'GET'
    const isCsrfNeeded = isChange && headers.authorization === undefined
    if (isCsrfNeeded && csrfToken === undefined) await getSession(request.signal)
    const response = await send(request)
    if (response.status !== 403 || !isCsrfNeeded) return checked(response)

    const refused = csrfToken
    const { csrfToken: fresh } = await getSession(request.signal)
    return checked(fresh === refused ? response : await send(request))
  }

  /** Asks for what comes back. */
  async function query<T>(request: Query<T>): Promise<T> {
    return readAnswer(await open(request), request.answer)
  }

  /** Asks for an effect; what the answer holds is not read. */
  async function command(request: Request): Promise<void> {
    await (await open(request)).body?.cancel()
  }

  return { query, command, open, getSession }
}

async function orConfirmed(
  attempt: () => Promise<Response>,
  confirm: ClientOptions['confirm'],
): Promise<Response> {
  try {
    return await attempt()
  } catch (error) {
    const isAsked = error instanceof ApiFailure && error.code === 'confirmation_required'
    if (!isAsked || !(await confirm?.())) throw error
    return attempt()
  }
}

async function checked(response: Response): Promise<Response> {
  if (response.ok) return response
  const { status } = response
  const body = ApiErrorBody.safeParse(await response.json().catch(() => undefined))
  if (!body.success) {
    throw new ApiFailure('unreadable', `The server answered with status ${status}.`, { status })
  }
  const { error } = body.data
  throw new ApiFailure(error.code, error.message, { status, error })
}

async function readAnswer<T>(response: Response, answer: z.ZodType<T>): Promise<T> {
  const { status } = response
  const parsed = answer.safeParse(await response.json().catch(() => undefined))
  if (parsed.success) return parsed.data
  const text = 'The server sent an answer that this version does not understand.'
  throw new ApiFailure('unreadable', text, { status, cause: parsed.error })
}
