import type { Classification } from '#wire/classification.ts'
import { AppError } from '#server/lib/app-error.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { scanObject, stringAt, type JsonMember } from '#server/lib/json-scan.ts'
import type { ChatCall, DialectName } from '#server/dialects/conversation.ts'
import type { KeptThing } from './kept/seal.ts'
import type { ChatWords } from '#server/providers/message-words.ts'
import type { Operation } from '#server/providers/provider.ts'
import type { Form, FormEdit } from './forms/receive-form.ts'
import { checkContent } from './operations/check-content.ts'

/** What routing needs to know of a request; all else stays bytes. */
export interface ScannedCall {
  operation: Operation
  /** What the caller speaks. */
  dialect: DialectName
  bytes: Buffer
  /** The offset of the opening brace. */
  open: number
  members: JsonMember[]
  model: string
  isStream: boolean
  /** Of `max_completion_tokens`, else `max_tokens`; null: not said. */
  maxTokens: number | null
  /** How many answers (`n`). */
  choices: number
  /** Who the caller's end user is, if the caller said; null: not said. */
  user: string | null
  /** The caller wants usage in the stream: `stream_options.include_usage`; elsewhere it always comes. */
  wantsUsage: boolean
  /** In whose words of chat completions the caller reads its answer; absent: OpenAI's. */
  words?: ChatWords
  /** Headers of the request that are part of its dialect. */
  headers?: Readonly<Record<string, string>>
  /** W3C Trace Context: for own hardware only. */
  traceparent?: string
  /** Names what providers keep for the caller (Responses); absent: they keep nothing. */
  nameKept?: (thing: KeptThing) => string
  /** The whole request, where it had to be read for a provider of another dialect; read once for all attempts. */
  chat?: ChatCall
  /** What was sent is this form; `bytes` say of it what routing needs. */
  form?: Form
  /** What of the form's fields is said otherwise to the deployment at hand. */
  formEdits?: FormEdit[]
  /** How carefully it is to be handled; absent: as the principal's calls are. */
  classification?: Classification
  /** Something that a stranger wrote is part of it. */
  isTainted?: boolean
  /** What it is for; absent: not said. */
  purpose?: string
}

/** Where each dialect says what routing needs. */
interface Fields {
  /** What the call is about; null: it may be absent. */
  content: string | null
  /** The most that may be written; the first of them that is said counts. */
  maxTokens: readonly string[]
  /** Zero asks for nothing but a warm cache. */
  minTokens: number
  /** How many answers: the most of these; none: one, always. */
  choices: readonly string[]
  /** Who the end user is: a field, or one in it. */
  user: readonly [string, string?]
  hasUsageOption: boolean
}

const OPENAI_FIELDS: Fields = {
  content: 'messages',
  maxTokens: ['max_completion_tokens', 'max_tokens'],
  minTokens: 1,
  // The best of so many are all written, and charged.
  choices: ['n', 'best_of'],
  user: ['user'],
  hasUsageOption: true,
}

const FIELDS: Partial<Record<DialectName, Fields>> = {
  'anthropic-messages': {
    content: 'messages',
    maxTokens: ['max_tokens'],
    minTokens: 0,
    choices: [],
    user: ['metadata', 'user_id'],
    hasUsageOption: false,
  },
  'openai-responses': {
    content: null,
    maxTokens: ['max_output_tokens'],
    minTokens: 1,
    choices: [],
    user: ['user'],
    hasUsageOption: false,
  },
}

const MODEL_LENGTH = 200

/** Finds what routing needs in the bytes of a request. Throws `invalid_json`, or `invalid_request` with the field. */
export function scanCall(
  bytes: Buffer,
  operation: Operation,
  dialect: DialectName = 'openai-chat',
): ScannedCall {
  const { open, members } = scanObject(bytes)
  for (const { name } of members) checkName(name)
  const read = { bytes, members }
  const fields = FIELDS[dialect] ?? OPENAI_FIELDS
  const model = readModel(read)
  const isStream = readBoolean(read, 'stream') ?? saysSse(read, operation)
  if (isConversation(operation)) checkMessages(read, fields)
  else checkContent({ ...read, isStream }, operation)
  return {
    operation,
    dialect,
    bytes,
    open,
    members,
    model,
    isStream,
    maxTokens: readMaxTokens(read, fields),
    choices: Math.max(1, ...fields.choices.map((name) => readCount(read, name) ?? 1)),
    user: readUser(read, fields.user),
    wantsUsage: fields.hasUsageOption ? readWantsUsage(read) : true,
  }
}

interface Reading {
  bytes: Buffer
  members: JsonMember[]
}

/** Letters that readers which do not mind case take for others: the capitals, the long s and the Kelvin sign. */
const FOLDED = /[A-Z\u017f\u212a]/
const DECIDING = new Set(
  (
    'model models provider messages input prompt stream stream_options ' +
    'n best_of max_tokens max_completion_tokens max_output_tokens user'
  ).split(' '),
)

/**
 * Some providers (all that are written in Go) read `Model` as `model`, the last one counting: what was allowed and reserved
 * would then not be what is called.
 */
function checkName(name: string): void {
  if (!FOLDED.test(name)) return
  const plain = name.replaceAll('\u017f', 's').toLowerCase()
  if (!DECIDING.has(plain)) return
  throw wrong(plain, 'names of fields are in lower case')
}

function find({ members }: Reading, name: string): JsonMember | undefined {
  return members.find((member) => member.name === name)
}

const OPEN_BRACKET = 0x5b

function readModel(read: Reading): string {
  const member = find(read, 'model')
  const model = member && stringAt(read.bytes, member)
  if (!member) throw wrong('model', 'it is missing; GET /v1/models lists the models you may use')
  if (model === undefined) throw wrong('model', 'it must be a string')
  if (model === '') throw wrong('model', 'it is empty; GET /v1/models lists the models you may use')
  if (model.length > MODEL_LENGTH)
    throw wrong('model', `it is over ${MODEL_LENGTH} characters long`)
  return model
}

function isConversation(operation: Operation): boolean {
  return operation === 'chat' || operation === 'count-tokens'
}

/** OpenAI's speech is streamed as events where it says so in a field of its own. */
function saysSse(read: Reading, operation: Operation): boolean {
  return operation === 'speech' && valueOf(read, 'stream_format') === 'sse'
}

function checkMessages(read: Reading, { content: name }: Fields): void {
  const { bytes } = read
  if (name === null) return
  const member = find(read, name)
  if (!member) throw wrong(name, 'it is missing')
  if (bytes[member.start] !== OPEN_BRACKET) throw wrong(name, 'it must be an array of messages')
  if (isBlank(bytes, member.start + 1, member.end - 1)) {
    throw wrong(name, 'it must hold at least one message')
  }
}

/** Of JSON that was checked, where what is not space is above it. Ends at the first letter: a conversation may be megabytes. */
function isBlank(bytes: Buffer, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) if ((bytes[at] ?? 0) > 0x20) return false
  return true
}

function valueOf(read: Reading, name: string): unknown {
  const member = find(read, name)
  if (!member) return null
  // Long values of these fields are wrong anyway; they need not be read to be refused.
  if (member.end - member.start > 10_000) throw wrong(name, 'it is too long')
  return JSON.parse(read.bytes.toString('utf8', member.start, member.end))
}

function readBoolean(read: Reading, name: string): boolean | null {
  const value = valueOf(read, name)
  if (value === null || typeof value === 'boolean') return value
  throw wrong(name, 'it must be true or false')
}

function readMaxTokens(read: Reading, { maxTokens, minTokens }: Fields): number | null {
  for (const name of maxTokens) {
    const value = readCount(read, name, minTokens)
    if (value !== null) return value
  }
  return null
}

/** No model writes more, and budgets reckon with it. */
const MAX_COUNT = 2 ** 31 - 1

function readCount(read: Reading, name: string, least = 1): number | null {
  const value = valueOf(read, name)
  if (value === null) return null
  const isCount = typeof value === 'number' && Number.isSafeInteger(value) && value >= least
  if (isCount && value <= MAX_COUNT) return value
  if (isCount) throw wrong(name, `it is over ${MAX_COUNT}`)
  throw wrong(name, `it must be a whole number ${least === 0 ? 'from 0 on' : 'above 0'}`)
}

function readUser(read: Reading, [name, within]: Fields['user']): string | null {
  const value = valueOf(read, name)
  const user = within === undefined ? value : (fieldOf(value, within) ?? null)
  if (user === null || typeof user === 'string') return user
  throw wrong(within === undefined ? name : `${name}.${within}`, 'it must be a string')
}

function readWantsUsage(read: Reading): boolean {
  const value = valueOf(read, 'stream_options')
  if (value === null) return false
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw wrong('stream_options', 'it must be an object')
  }
  return 'include_usage' in value && value.include_usage === true
}

function wrong(param: string, why: string): AppError {
  return new AppError('invalid_request', `“${param}” is wrong: ${why}.`, { param })
}
