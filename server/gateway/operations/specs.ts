import type { UsageUnits } from '#server/metering/accounts.ts'
import type { Operation } from '#server/providers/provider.ts'
import { fieldOf } from '#server/lib/field-of.ts'

export type ValueKind = 'string' | 'array' | 'object'

/** What is particular to an operation that is no conversation. */
export interface OperationSpec {
  /** For messages: what a model that cannot do it cannot do. */
  what: string
  /** Fields that the call is about, and what they may be. */
  content: Readonly<Record<string, readonly ValueKind[]>>
  canStream: boolean
  /** The member without which an answer in JSON is none; null: any object is one. */
  answer: string | null
  /** How it is counted beside tokens. */
  units?: (answer: unknown) => UsageUnits | null
  /** Of forms: fields that must hold a file. */
  files?: readonly string[]
}

const TEXT: readonly ValueKind[] = ['string']
const TEXTS: readonly ValueKind[] = ['string', 'array']

/** Everything that names a model and is no conversation. Embeddings are with the conversations, since they are translated. */
export const OPERATION_SPECS: Readonly<Partial<Record<Operation, OperationSpec>>> = {
  embeddings: {
    what: 'make embeddings',
    content: { input: TEXTS },
    canStream: false,
    answer: 'data',
  },
  completions: {
    what: 'complete plain text',
    content: { prompt: TEXTS },
    canStream: true,
    answer: 'choices',
  },
  fim: {
    what: 'fill in the middle of code',
    content: { prompt: TEXT },
    canStream: true,
    answer: 'choices',
  },
  moderations: {
    what: 'moderate texts',
    content: { input: ['string', 'array', 'object'] },
    canStream: false,
    answer: 'results',
  },
  'chat-moderations': {
    what: 'moderate conversations',
    content: { input: ['array'] },
    canStream: false,
    answer: 'results',
  },
  classifications: {
    what: 'classify texts',
    content: { input: TEXTS },
    canStream: false,
    answer: 'results',
  },
  'chat-classifications': {
    what: 'classify conversations',
    content: { input: ['array', 'object'] },
    canStream: false,
    answer: 'results',
  },
  ocr: {
    what: 'read documents (OCR)',
    content: { document: ['object'] },
    canStream: false,
    answer: 'pages',
    units: pagesOf,
  },
  transcription: {
    what: 'write down what is said',
    content: {},
    canStream: true,
    answer: 'text',
    units: audioOf,
    files: ['file'],
  },
  translation: {
    what: 'write down in English what is said',
    content: {},
    canStream: true,
    answer: 'text',
    units: audioOf,
    files: ['file'],
  },
  speech: { what: 'speak', content: { input: TEXT }, canStream: true, answer: null },
  images: {
    what: 'make images',
    content: { prompt: TEXT },
    canStream: true,
    answer: 'data',
    units: imagesOf,
  },
  'image-edits': {
    what: 'change images',
    content: { prompt: TEXT },
    canStream: true,
    answer: 'data',
    units: imagesOf,
    files: ['image', 'image[]'],
  },
  'image-variations': {
    what: 'vary images',
    content: {},
    canStream: false,
    answer: 'data',
    units: imagesOf,
    files: ['image'],
  },
  rerank: {
    what: 'rank documents',
    content: { query: TEXT, documents: ['array'] },
    canStream: false,
    answer: 'results',
    units: searchesOf,
  },
}

function pagesOf(answer: unknown): UsageUnits | null {
  const pages = countOf(fieldOf(fieldOf(answer, 'usage_info'), 'pages_processed'))
  if (pages !== null) return { pages }
  const list = fieldOf(answer, 'pages')
  return Array.isArray(list) ? { pages: list.length } : null
}

/** Mistral and OpenAI tell whole seconds, or, of more than that, the length of the recording. */
function audioOf(answer: unknown): UsageUnits | null {
  const usage = fieldOf(answer, 'usage')
  const told = fieldOf(usage, 'prompt_audio_seconds') ?? fieldOf(usage, 'seconds')
  const seconds = told ?? fieldOf(answer, 'duration')
  const isLength = typeof seconds === 'number' && seconds >= 0 && seconds < MAX_SECONDS
  return isLength ? { audioMs: Math.ceil(seconds * 1000) } : null
}

/** Beyond it a length is nonsense. */
const MAX_SECONDS = 1_000_000

/** One event of a stream is one image. */
function imagesOf(answer: unknown): UsageUnits | null {
  const list = fieldOf(answer, 'data')
  if (Array.isArray(list)) return { images: list.length }
  return fieldOf(answer, 'b64_json') === undefined ? null : { images: 1 }
}

/** Cohere and those who took over its wire bill searches. */
function searchesOf(answer: unknown): UsageUnits | null {
  const billed = fieldOf(fieldOf(answer, 'meta'), 'billed_units')
  const searches = countOf(fieldOf(billed, 'search_units'))
  return searches === null ? null : { searches }
}

function countOf(value: unknown): number | null {
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0
  return isCount && value < 2 ** 31 ? value : null
}
