import { CSRF_HEADER } from '#wire/access.ts'
import { Attachment } from '#wire/attachments.ts'
import { ApiErrorBody } from '#wire/errors.ts'
import { ApiFailure } from '#sdk/api-failure.ts'
import type { Http } from '#sdk/http.ts'

export interface UploadOptions {
  name: string
  /** That it is for; null, absent: none yet. */
  conversationId?: string | null
  bytes: Blob
  signal: AbortSignal
  /** From 0 to 1: what the server has; at 1 it reads the file. */
  onProgress: (share: number) => void
}

/**
 * By the one thing of browsers that tells how far an upload is. Throws ApiFailure, whose `error.problem` is an
 * AttachmentProblem where it is about the file.
 */
export async function uploadFile(
  http: Pick<Http, 'getSession'>,
  { name, conversationId, bytes, signal, onProgress }: UploadOptions,
): Promise<Attachment> {
  const { csrfToken } = await http.getSession(signal)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const query = new URLSearchParams({ name, ...(conversationId && { conversationId }) })
    request.open('POST', `/api/attachments?${query.toString()}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader(CSRF_HEADER, csrfToken)
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress(total > 0 ? loaded / total : 0),
    )
    request.addEventListener('load', () => {
      try {
        resolve(readAnswer(request))
      } catch (error) {
        reject(error)
      }
    })
    request.addEventListener('error', () =>
      reject(new ApiFailure('unreachable', 'The server could not be reached.')),
    )
    request.addEventListener('abort', () => reject(signal.reason))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(bytes)
  })
}

function readAnswer({ status, responseText }: XMLHttpRequest): Attachment {
  const said = parse(responseText)
  if (status === 201) {
    const attachment = Attachment.safeParse(said)
    if (attachment.success) return attachment.data
  }
  const refused = ApiErrorBody.safeParse(said)
  if (!refused.success) {
    throw new ApiFailure('unreadable', `The server answered with status ${status}.`, { status })
  }
  const { error } = refused.data
  throw new ApiFailure(error.code, error.message, { status, error })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
