import { AppError } from '#server/lib/app-error.ts'
import type { Operation } from '../provider.ts'
import { isPublisher, mistralBody, publisherPath } from './vertex-publisher.ts'
import { commonHeaders, type Endpoint, type Protocol, type WireCall } from './protocol.ts'

/** Below the base address. What Mistral alone offers is here as well: same wire, more operations. */
const PATHS: Readonly<Partial<Record<Operation, string>>> = {
  chat: '/chat/completions',
  completions: '/completions',
  embeddings: '/embeddings',
  fim: '/fim/completions',
  moderations: '/moderations',
  'chat-moderations': '/chat/moderations',
  classifications: '/classifications',
  'chat-classifications': '/chat/classifications',
  ocr: '/ocr',
  transcription: '/audio/transcriptions',
  translation: '/audio/translations',
  speech: '/audio/speech',
  images: '/images/generations',
  'image-edits': '/images/edits',
  'image-variations': '/images/variations',
  rerank: '/rerank',
  files: '/files',
  batches: '/batches',
  'batch-jobs': '/batch/jobs',
  agents: '/agents',
  'agent-completions': '/agents/completions',
  libraries: '/libraries',
  conversations: '/conversations',
}

/** Chat completions and all that stands beside them, as OpenAI, Mistral, Azure, vLLM, Ollama and llama.cpp take them. */
export const openaiChat: Protocol = {
  dialect: 'openai-chat',
  toWireRequest(call, endpoint) {
    const { origin } = new URL(endpoint.baseUrl)
    const headers = commonHeaders(call, endpoint)
    return {
      method: call.resource?.method ?? 'POST',
      origin,
      path: pathFor(call, endpoint),
      headers,
    }
  },
  toBody: (call, endpoint) =>
    isPublisher(endpoint) && !call.resource ? mistralBody(call) : call.body,
}

function pathFor(call: WireCall, endpoint: Endpoint): string {
  const { operation, model, resource } = call
  if (isPublisher(endpoint)) return publisherPath(call, endpoint)
  const { baseUrl, apiVersion, paths } = endpoint
  const own =
    resource?.path === undefined || resource.path === null ? paths?.[operation] : undefined
  if (own !== undefined) return own
  const path = resource?.path ?? PATHS[operation]
  if (path === undefined) {
    throw new AppError('not_supported', `This provider's wire has no ${operation}.`)
  }
  const base = new URL(baseUrl).pathname.replace(/\/+$/, '')
  if (apiVersion === null) return base + path
  const version = `${path.includes('?') ? '&' : '?'}api-version=${encodeURIComponent(apiVersion)}`
  // Azure's Model Inference: the model stands in the body.
  if (base.endsWith('/models')) return base + path + version
  // Azure's deployments have models; its files and batches are the resource's.
  const isOfModel = resource?.path === undefined || resource.path === null
  const deployment = isOfModel ? `/deployments/${encodeURIComponent(model)}` : ''
  return `${base}/openai${deployment}${path}${version}`
}
