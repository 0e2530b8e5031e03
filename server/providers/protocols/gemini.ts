import { AppError } from '#server/lib/app-error.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { commonHeaders, type Protocol, type WireCall } from './protocol.ts'

/**
 * Google's Gemini API (`https://generativelanguage.googleapis.com/v1beta`) and Vertex AI
 * (`https://europe-west4-aiplatform.googleapis.com/v1/projects/<project>/locations/europe-west4`). The key goes in a header,
 * never in the address, which ends up in logs.
 */
export const gemini: Protocol = {
  dialect: 'gemini',
  toWireRequest(call, endpoint) {
    const { origin, pathname } = new URL(endpoint.baseUrl)
    const base = pathname.replace(/\/+$/, '')
    return {
      method: call.resource?.method ?? 'POST',
      origin,
      path: call.resource?.path ? base + call.resource.path : pathFor(call, base),
      headers: commonHeaders(call, endpoint),
    }
  },
  toBody(call, endpoint) {
    const isOther = call.operation !== 'embeddings' || call.resource !== undefined
    if (isOther || !isVertex(new URL(endpoint.baseUrl).pathname)) return call.body
    return Buffer.from(JSON.stringify(toPrediction(JSON.parse(call.body.toString('utf8')))))
  },
}

/** What Vertex AI takes for embeddings, of what the Gemini API takes. */
function toPrediction(body: unknown): object {
  const requests = fieldOf(body, 'requests')
  const list: unknown[] = Array.isArray(requests) ? requests : []
  const instances = list.map((request) => {
    const parts = fieldOf(fieldOf(request, 'content'), 'parts')
    return { content: fieldOf(Array.isArray(parts) ? parts[0] : undefined, 'text') }
  })
  const outputDimensionality = fieldOf(list[0], 'outputDimensionality')
  return {
    instances,
    ...(outputDimensionality !== undefined && { parameters: { outputDimensionality } }),
  }
}

function pathFor(call: WireCall, base: string): string {
  return `${base}/${modelPath(call.model, base)}:${methodFor(call, isVertex(base))}`
}

/** Vertex AI names whose models they are; its own are in the projects. */
function isVertex(base: string): boolean {
  return base.includes('/projects/')
}

/** `gemini-2.5-flash`, or whatever kind of name has a slash: `tunedModels/…`, `endpoints/…`, `publishers/…/models/…`. */
function modelPath(model: string, base: string): string {
  const path = model.split('/').map(encodeURIComponent).join('/')
  if (model.includes('/')) return path
  const isBare = isVertex(base) && !base.includes('/publishers/')
  return isBare ? `publishers/google/models/${path}` : `models/${path}`
}

function methodFor({ operation, isStream }: WireCall, isOnVertex: boolean): string {
  if (operation === 'chat') {
    return isStream ? 'streamGenerateContent?alt=sse' : 'generateContent'
  }
  if (operation === 'embeddings') return isOnVertex ? 'predict' : 'batchEmbedContents'
  throw new AppError('not_supported', `Gemini's wire has no ${operation}.`)
}
