import { AppError } from '#server/lib/app-error.ts'
import { commonHeaders, type Endpoint, type Protocol, type WireCall } from './protocol.ts'

/** Responses, as OpenAI and Azure take them; everything else these offer has the older wire. */
export const openaiResponses: Protocol = {
  dialect: 'openai-responses',
  toWireRequest(call, endpoint) {
    return {
      method: call.resource?.method ?? 'POST',
      origin: new URL(endpoint.baseUrl).origin,
      path: pathFor(call, endpoint),
      headers: commonHeaders(call, endpoint),
    }
  },
}

function pathFor({ operation, resource }: WireCall, { baseUrl, apiVersion }: Endpoint): string {
  const path = resource?.path ?? (operation === 'chat' ? '/responses' : undefined)
  if (path === undefined) {
    throw new AppError('not_supported', `The Responses API has no ${operation}.`)
  }
  const base = new URL(baseUrl).pathname.replace(/\/+$/, '')
  if (apiVersion === null) return base + path
  // Azure's older addresses: the deployment is the body's model, not part of the path.
  const query = `${path.includes('?') ? '&' : '?'}api-version=${encodeURIComponent(apiVersion)}`
  return `${base}/openai${path}${query}`
}
