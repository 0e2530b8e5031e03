import type { DialectName } from '#server/dialects/conversation.ts'
import type { Operation } from '../provider.ts'
import type { FakeBody } from './wire.ts'
import type { FakeFlavour } from './wires.ts'

/** What a request to the fake's server is, by its path. */
export interface FakeAddress {
  dialect: DialectName
  operation: Operation
  /** Where the path names it. */
  model?: string
  isStream?: boolean
  flavour?: FakeFlavour
  /** Of what belongs to no model: the path below the base address. */
  resourcePath?: string
}

type Found = Omit<FakeAddress, 'flavour'>

const OF_OPENAI: Record<string, Operation> = {
  'chat/completions': 'chat',
  'agents/completions': 'agent-completions',
  'fim/completions': 'fim',
  'chat/moderations': 'chat-moderations',
  'chat/classifications': 'chat-classifications',
  completions: 'completions',
  embeddings: 'embeddings',
  moderations: 'moderations',
  classifications: 'classifications',
  ocr: 'ocr',
  'audio/transcriptions': 'transcription',
  'audio/translations': 'translation',
  'audio/speech': 'speech',
  'images/generations': 'images',
  'images/edits': 'image-edits',
  'images/variations': 'image-variations',
  rerank: 'rerank',
}

const RESOURCES: [RegExp, Operation][] = [
  [/\/(files(?:\/.*)?)$/, 'files'],
  [/\/(batches(?:\/.*)?)$/, 'batches'],
  [/\/(batch\/jobs(?:\/.*)?)$/, 'batch-jobs'],
  [/\/(agents(?:\/.*)?)$/, 'agents'],
  [/\/(conversations(?:\/.*)?)$/, 'conversations'],
  [/\/(libraries(?:\/.*)?)$/, 'libraries'],
]

/** `/mistral/v1/…` has Mistral's habits; every other part of the address is as the supplier has it. */
export function readAddress(url: string, body: FakeBody): FakeAddress | undefined {
  const [path = ''] = url.split('?')
  const found = findOthers(path) ?? findOpenAi(path)
  const isStream = found?.isStream ?? body.stream === true
  return found && { ...found, isStream, ...(path.startsWith('/mistral/') && MISTRAL) }
}

const MISTRAL = { flavour: 'mistral' as const }

function findOthers(path: string): Found | undefined {
  const gemini = /\/models\/([^/]+):(generateContent|streamGenerateContent|countTokens)$/.exec(path)
  if (gemini) {
    const [, model = '', verb = ''] = gemini
    const operation = verb === 'countTokens' ? 'count-tokens' : 'chat'
    const isStream = verb.startsWith('stream')
    return { dialect: 'gemini', operation, model: decodeURIComponent(model), isStream }
  }
  const bedrock = /\/model\/([^/]+)\/converse(-stream)?$/.exec(path)
  if (bedrock) {
    const model = decodeURIComponent(bedrock[1] ?? '')
    const isStream = bedrock[2] !== undefined
    return { dialect: 'bedrock-converse', operation: 'chat', model, isStream }
  }
  if (path.endsWith('/messages/count_tokens')) {
    return { dialect: 'anthropic-messages', operation: 'count-tokens' }
  }
  if (path.endsWith('/v1/messages')) return { dialect: 'anthropic-messages', operation: 'chat' }
  if (path.endsWith('/api/chat')) return { dialect: 'ollama', operation: 'chat' }
  if (path.endsWith('/responses')) return { dialect: 'openai-responses', operation: 'chat' }
  return undefined
}

function findOpenAi(path: string): Found | undefined {
  const dialect = 'openai-chat'
  const [one = '', two = ''] = path.split('/').slice(-2)
  const operation = OF_OPENAI[`${one}/${two}`] ?? OF_OPENAI[two]
  const deployment = /\/deployments\/([^/]+)\//.exec(path)?.[1]
  const model = deployment !== undefined && { model: decodeURIComponent(deployment) }
  if (operation) return { dialect, operation, ...model }
  for (const [pattern, kind] of RESOURCES) {
    const rest = pattern.exec(path)?.[1]
    if (rest !== undefined) return { dialect, operation: kind, resourcePath: `/${rest}` }
  }
  return undefined
}
