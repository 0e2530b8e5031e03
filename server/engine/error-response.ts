import type { AppError } from '../lib/app-error.ts'
import type { ProviderResponse } from '../providers/provider.ts'
import { HTTP_STATUS } from '#wire/errors.ts'

/** A refusal as OpenAI's API answers it. */
export function toErrorResponse({ code, message, param }: AppError): ProviderResponse {
  const type = 'invalid_request_error'
  return toJsonResponse(HTTP_STATUS[code], { error: { message, type, param: param ?? null, code } })
}

export function toJsonResponse(status: number, value: object): ProviderResponse {
  const bytes = Buffer.from(JSON.stringify(value))
  return {
    status,
    headers: { 'content-type': 'application/json', 'content-length': String(bytes.length) },
    body: once(bytes),
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
