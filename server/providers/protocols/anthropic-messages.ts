import { AppError } from '#server/lib/app-error.ts'
import { anthropicBody, isPublisher, publisherPath } from './vertex-publisher.ts'
import { commonHeaders, type Endpoint, type Protocol, type WireCall } from './protocol.ts'

/** The version of the API that all of its documentation is about. */
const VERSION = '2023-06-01'

/** Messages, as Anthropic takes them on its own machines, on Foundry (`…services.ai.azure.com/anthropic/v1`) and on Vertex AI. */
export const anthropicMessages: Protocol = {
  dialect: 'anthropic-messages',
  toWireRequest(call, endpoint) {
    const { origin, pathname } = new URL(endpoint.baseUrl)
    const path = isPublisher(endpoint)
      ? publisherPath(call, endpoint)
      : `${pathname.replace(/\/+$/, '')}${pathFor(call)}`
    return {
      method: call.resource?.method ?? 'POST',
      origin,
      path: withQuery(path, endpoint),
      headers: [
        ...commonHeaders(call, endpoint),
        ...('anthropic-version' in endpoint.headers ? [] : ['anthropic-version', VERSION]),
      ],
    }
  },
  toBody: (call, endpoint) =>
    isPublisher(endpoint) && !call.resource ? anthropicBody(call) : call.body,
}

function pathFor({ operation, resource }: WireCall): string {
  if (resource?.path) return resource.path
  if (operation === 'chat') return '/messages'
  if (operation === 'count-tokens') return '/messages/count_tokens'
  throw new AppError('not_supported', `Anthropic's API has no ${operation}.`)
}

function withQuery(path: string, { apiVersion }: Endpoint): string {
  if (apiVersion === null) return path
  return `${path}${path.includes('?') ? '&' : '?'}api-version=${encodeURIComponent(apiVersion)}`
}
