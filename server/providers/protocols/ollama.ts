import { AppError } from '#server/lib/app-error.ts'
import type { Operation } from '../provider.ts'
import { commonHeaders, type Protocol } from './protocol.ts'

const PATHS: Readonly<Partial<Record<Operation, string>>> = {
  chat: '/api/chat',
  embeddings: '/api/embed',
}

/** Ollama's native API, beside which it offers OpenAI's below `/v1`: either address will do. */
export const ollama: Protocol = {
  dialect: 'ollama',
  toWireRequest(call, endpoint) {
    const { origin, pathname } = new URL(endpoint.baseUrl)
    const path = call.resource?.path ?? PATHS[call.operation]
    if (path === undefined) {
      throw new AppError('not_supported', `Ollama's own wire has no ${call.operation}.`)
    }
    const base = pathname.replace(/\/+$/, '').replace(/\/(?:v1|api)$/, '')
    return {
      method: call.resource?.method ?? 'POST',
      origin,
      path: base + path,
      headers: commonHeaders(call, endpoint),
    }
  },
}
