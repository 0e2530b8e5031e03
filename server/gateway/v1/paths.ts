import type { DialectName } from '#server/dialects/conversation.ts'
import type { Operation } from '#server/providers/provider.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** The words in which errors are said: each official client reads its own. */
export type ErrorShape = 'openai' | 'mistral' | 'anthropic'

/** One thing that can be asked for under `/v1`. */
export interface V1Path {
  method: Method
  /** As its callers know it; `{id}` stands for one segment, `{rest}` at its end for any number of them. */
  path: string
  /** `models`: what may be called, which no provider is asked for. */
  operation: Operation | 'models'
  dialect: DialectName
  body: 'json' | 'multipart' | 'none'
  errors: ErrorShape
  /** True: it names no model; its provider is the one that has the thing (resources/). */
  isResource: boolean
  /** The most that a body may have; absent: what is usual. */
  maxBodyMiB?: number
}

type Row = [Method, string, V1Path['operation'], Partial<V1Path>?]

const MISTRAL = { errors: 'mistral' } as const
const FORM = { body: 'multipart' } as const
const KEPT = { isResource: true } as const
const MISTRAL_KEPT = { ...MISTRAL, ...KEPT }
const ANTHROPIC = { dialect: 'anthropic-messages', errors: 'anthropic' } as const

const KEPT_RESPONSE = { dialect: 'openai-responses', body: 'none', isResource: true } as const

/**
 * Everything under `/v1`. A row is a POST of JSON that names its model, in OpenAI's words and with OpenAI's errors, unless
 * it says otherwise. Another dialect is its rows here.
 */
const ROWS: Row[] = [
  ['GET', '/v1/models', 'models'],
  // Ids of models may have slashes.
  ['GET', '/v1/models/{rest}', 'models'],
  ['POST', '/v1/chat/completions', 'chat'],
  ['POST', '/v1/responses', 'chat', { dialect: 'openai-responses' }],
  ['GET', '/v1/responses/{id}', 'chat', KEPT_RESPONSE],
  ['DELETE', '/v1/responses/{id}', 'chat', KEPT_RESPONSE],
  ['GET', '/v1/responses/{id}/input_items', 'chat', KEPT_RESPONSE],
  ['POST', '/v1/responses/{id}/cancel', 'chat', KEPT_RESPONSE],
  ['POST', '/v1/messages', 'chat', ANTHROPIC],
  ['POST', '/v1/messages/count_tokens', 'count-tokens', ANTHROPIC],
  ['POST', '/v1/embeddings', 'embeddings'],
  ['POST', '/v1/completions', 'completions'],
  ['POST', '/v1/fim/completions', 'fim', MISTRAL],
  ['POST', '/v1/moderations', 'moderations'],
  ['POST', '/v1/chat/moderations', 'chat-moderations', MISTRAL],
  ['POST', '/v1/classifications', 'classifications', MISTRAL],
  ['POST', '/v1/chat/classifications', 'chat-classifications', MISTRAL],
  ['POST', '/v1/ocr', 'ocr', { ...MISTRAL, maxBodyMiB: 96 }],
  ['POST', '/v1/audio/transcriptions', 'transcription', FORM],
  ['POST', '/v1/audio/translations', 'translation', FORM],
  ['POST', '/v1/audio/speech', 'speech'],
  ['POST', '/v1/images/generations', 'images'],
  ['POST', '/v1/images/edits', 'image-edits', FORM],
  ['POST', '/v1/images/variations', 'image-variations', FORM],
  ['POST', '/v1/rerank', 'rerank'],

  ['POST', '/v1/files', 'files', { ...FORM, ...KEPT, maxBodyMiB: 512 }],
  ['GET', '/v1/files', 'files', KEPT],
  ['GET', '/v1/files/{id}', 'files', KEPT],
  ['DELETE', '/v1/files/{id}', 'files', KEPT],
  ['GET', '/v1/files/{id}/content', 'files', KEPT],
  ['GET', '/v1/files/{id}/url', 'files', MISTRAL_KEPT],

  ['POST', '/v1/batches', 'batches', KEPT],
  ['GET', '/v1/batches', 'batches', KEPT],
  ['GET', '/v1/batches/{id}', 'batches', KEPT],
  ['POST', '/v1/batches/{id}/cancel', 'batches', KEPT],

  ['POST', '/v1/batch/jobs', 'batch-jobs', MISTRAL_KEPT],
  ['GET', '/v1/batch/jobs', 'batch-jobs', MISTRAL_KEPT],
  ['GET', '/v1/batch/jobs/{id}', 'batch-jobs', MISTRAL_KEPT],
  ['DELETE', '/v1/batch/jobs/{id}', 'batch-jobs', MISTRAL_KEPT],
  ['POST', '/v1/batch/jobs/{id}/cancel', 'batch-jobs', MISTRAL_KEPT],

  ['POST', '/v1/agents/completions', 'agent-completions', MISTRAL_KEPT],
  ['POST', '/v1/agents', 'agents', MISTRAL_KEPT],
  ['GET', '/v1/agents', 'agents', MISTRAL_KEPT],
  ['GET', '/v1/agents/{id}', 'agents', MISTRAL_KEPT],
  ['PATCH', '/v1/agents/{id}', 'agents', MISTRAL_KEPT],
  ['DELETE', '/v1/agents/{id}', 'agents', MISTRAL_KEPT],
  // Versions and their names.
  ['GET', '/v1/agents/{id}/{rest}', 'agents', MISTRAL_KEPT],
  ['PUT', '/v1/agents/{id}/{rest}', 'agents', MISTRAL_KEPT],
  ['PATCH', '/v1/agents/{id}/{rest}', 'agents', MISTRAL_KEPT],
  ['DELETE', '/v1/agents/{id}/{rest}', 'agents', MISTRAL_KEPT],

  ['POST', '/v1/conversations', 'conversations', MISTRAL_KEPT],
  ['GET', '/v1/conversations', 'conversations', MISTRAL_KEPT],
  ['GET', '/v1/conversations/{id}', 'conversations', MISTRAL_KEPT],
  ['POST', '/v1/conversations/{id}', 'conversations', MISTRAL_KEPT],
  ['DELETE', '/v1/conversations/{id}', 'conversations', MISTRAL_KEPT],
  ['GET', '/v1/conversations/{id}/history', 'conversations', MISTRAL_KEPT],
  ['GET', '/v1/conversations/{id}/messages', 'conversations', MISTRAL_KEPT],
  ['POST', '/v1/conversations/{id}/restart', 'conversations', MISTRAL_KEPT],

  ['POST', '/v1/libraries', 'libraries', MISTRAL_KEPT],
  ['GET', '/v1/libraries', 'libraries', MISTRAL_KEPT],
  ['GET', '/v1/libraries/{id}', 'libraries', MISTRAL_KEPT],
  ['PUT', '/v1/libraries/{id}', 'libraries', MISTRAL_KEPT],
  ['PATCH', '/v1/libraries/{id}', 'libraries', MISTRAL_KEPT],
  ['DELETE', '/v1/libraries/{id}', 'libraries', MISTRAL_KEPT],
  ['POST', '/v1/libraries/{id}/documents', 'libraries', { ...FORM, ...MISTRAL_KEPT }],
  ['GET', '/v1/libraries/{id}/{rest}', 'libraries', MISTRAL_KEPT],
  ['POST', '/v1/libraries/{id}/documents/{document}/reprocess', 'libraries', MISTRAL_KEPT],
  ['PUT', '/v1/libraries/{id}/documents/{document}', 'libraries', MISTRAL_KEPT],
  ['PATCH', '/v1/libraries/{id}/documents/{document}', 'libraries', MISTRAL_KEPT],
  ['DELETE', '/v1/libraries/{id}/documents/{document}', 'libraries', MISTRAL_KEPT],
]

export const V1_PATHS: readonly V1Path[] = ROWS.map(([method, path, operation, rest]) => ({
  method,
  path,
  operation,
  dialect: 'openai-chat',
  body: method === 'GET' || method === 'DELETE' ? 'none' : 'json',
  errors: 'openai',
  isResource: false,
  ...rest,
}))

export type Found =
  | { kind: 'found'; path: V1Path; /** What stands for `{…}`, decoded. */ ids: string[] }
  | { kind: 'other-method'; path: V1Path; allowed: string }
  | { kind: 'unknown' }

/** Which row a request is. Without a `{…}` in it, one look into a map. */
export function findPath(method: string | undefined, path: string): Found {
  const exact = EXACT.get(path)
  const rows = exact ?? PATTERNS.filter(({ pattern }) => pattern.test(path)).map(({ row }) => row)
  const row = rows.find((one) => one.method === method)
  if (row) return { kind: 'found', path: row, ids: exact ? [] : idsIn(row, path) }
  const [other] = rows
  if (!other) return { kind: 'unknown' }
  return { kind: 'other-method', path: other, allowed: rows.map((one) => one.method).join(', ') }
}

const EXACT = Map.groupBy(
  V1_PATHS.filter(({ path }) => !path.includes('{')),
  ({ path }) => path,
)
const PATTERNS = V1_PATHS.filter(({ path }) => path.includes('{')).map((row) => ({
  row,
  pattern: patternOf(row),
}))

function patternOf({ path }: V1Path): RegExp {
  const source = path.replaceAll('{rest}', '(.*)').replaceAll(/\{[a-z_]+\}/g, '([^/]+)')
  return new RegExp(`^${source}$`)
}

function idsIn(row: V1Path, path: string): string[] {
  const [, ...ids] = patternOf(row).exec(path) ?? []
  return ids.map(decode)
}

function decode(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}
