import { AppError } from '#server/lib/app-error.ts'
import { scanObject, splice } from '#server/lib/json-scan.ts'
import type { Operation, ProviderCall } from '../provider.ts'
import type { Endpoint, WireCall } from './protocol.ts'

/**
 * Models of other makers on Google's Vertex AI: they are asked in their makers' dialects, at an address that names the model
 * and says in its end whether the answer is streamed. The base address ends with whose models they are.
 * Source: https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/use-partner-models
 */
export function isPublisher({ baseUrl }: Endpoint): boolean {
  return baseUrl.includes('/publishers/')
}

const OPERATIONS: ReadonlySet<Operation> = new Set<Operation>(['chat', 'fim', 'ocr'])
/** Anthropic's way to count, which is a model there. */
const COUNTING = 'count-tokens'

export function publisherPath(call: WireCall, { baseUrl }: Endpoint): string {
  const { operation, model, isStream, resource } = call
  if (resource?.isFromOrigin && resource.path !== null) return resource.path
  const base = new URL(baseUrl).pathname.replace(/\/+$/, '')
  const isCounting = operation === 'count-tokens'
  if (resource || !(isCounting || OPERATIONS.has(operation))) {
    throw new AppError('not_supported', `Vertex AI offers no ${operation} of this maker.`)
  }
  const name = isCounting ? COUNTING : encodeURIComponent(model).replaceAll('%40', '@')
  return `${base}/models/${name}:${isStream ? 'streamRawPredict' : 'rawPredict'}`
}

/** Mistral's: the model once more, without its version. */
export function mistralBody({ body, model }: ProviderCall): Buffer {
  const [name = model] = model.split('@')
  const member = scanObject(body).members.find((one) => one.name === 'model')
  if (!member || name === model) return body
  return splice(body, [{ start: member.start, end: member.end, text: JSON.stringify(name) }])
}

/** The one version of Anthropic's API that Vertex AI knows. */
const VERSION = '"anthropic_version":"vertex-2023-10-16"'

/** Anthropic's: the version in place of the model, which the address names; who counts names it still. */
export function anthropicBody({ body, operation }: ProviderCall): Buffer {
  const { open, members } = scanObject(body)
  if (members.some(({ name }) => name === 'anthropic_version')) return body
  const model = members.find(({ name }) => name === 'model')
  if (!model || operation === 'count-tokens') {
    return splice(body, [{ start: open + 1, end: open + 1, text: `${VERSION},` }])
  }
  return splice(body, [{ start: model.nameStart, end: model.end, text: VERSION }])
}
