import { closeSync, openSync, readSync } from 'node:fs'

/** What the engine must know of a GGUF file before, and beside, loading it. */
export interface ModelFile {
  architecture: string
  /** The context that the model was trained on. */
  contextTokens: number
  /** Of keys and values in 16 bits, for one token in one sequence: what a context costs in memory. */
  contextBytesPerToken: number
  /** Attention reaches this far back in some layers; null: everywhere to the start. */
  slidingWindowTokens: number | null
  chatTemplate: string | null
  vocabulary: Vocabulary
}

export interface Vocabulary {
  size: number
  /** How tokens spell bytes: GPT-2's printable stand-ins, or SentencePiece's `▁` and `<0x0A>`. */
  spelling: 'byte-level' | 'sentencepiece' | 'wordpiece'
  /** How the file spells each token, by id. */
  texts: string[]
  /** Every token that is not ordinary text, by id. */
  special: Map<number, { text: string; type: SpecialType }>
  /** As templates call them: `bos_token` and `eos_token`. */
  beginText: string
  endText: string
}

export type SpecialType = 'unknown' | 'control' | 'user-defined' | 'unused'

/** Reads the header, some megabytes, in about 20 ms. Throws an Error that says what is wrong with the file. */
export function readModelFile(path: string): ModelFile {
  const file = openSync(path, 'r')
  try {
    for (let sizeBytes = FIRST_READ_BYTES; ; sizeBytes *= 2) {
      const bytes = Buffer.allocUnsafe(sizeBytes)
      const length = readSync(file, bytes, 0, sizeBytes, 0)
      const isAll = length < sizeBytes || sizeBytes >= MAX_HEADER_BYTES
      const fields = parse(bytes.subarray(0, length), isAll)
      if (fields) return toModelFile(fields)
    }
  } finally {
    closeSync(file)
  }
}

const FIRST_READ_BYTES = 8 * 1024 * 1024
const MAX_HEADER_BYTES = 128 * 1024 * 1024
const MAX_FIELDS = 10_000
/** Half of the header's bytes, and nothing that we ask about. */
const UNUSED_LISTS = new Set(['tokenizer.ggml.merges', 'tokenizer.ggml.scores'])

type Field = string | number | boolean | { texts: string[] } | { numbers: number[] }
type Fields = Map<string, Field>

function parse(bytes: Buffer, isAll: boolean): Fields | undefined {
  try {
    return readFields(bytes)
  } catch (error) {
    if (!isAll && error instanceof RangeError) return undefined
    if (error instanceof RangeError) throw new Error('its header is cut off', { cause: error })
    throw error
  }
}

/** The format is ggml's docs/gguf.md, versions 2 and 3. A RangeError says that the bytes end too soon. */
function readFields(bytes: Buffer): Fields {
  let at = 0
  if (bytes.toString('latin1', 0, 4) !== 'GGUF') throw new Error('it does not begin as a GGUF file')
  const version = bytes.readUInt32LE(4)
  if (version < 2 || version > 3) throw new Error(`GGUF version ${version} is not known here`)
  at = 16
  const count = length()
  if (count > MAX_FIELDS) throw new Error(`its header claims ${count} fields`)
  const fields: Fields = new Map()
  for (let index = 0; index < count; index += 1) {
    const key = text()
    const field = value(uint32(), !UNUSED_LISTS.has(key))
    if (field !== undefined) fields.set(key, field)
  }
  return fields

  function take(size: number): number {
    const start = at
    if (size > bytes.length - at) throw new RangeError('the bytes end here')
    at += size
    return start
  }
  function uint32(): number {
    return bytes.readUInt32LE(take(4))
  }
  function length(): number {
    return Number(bytes.readBigUInt64LE(take(8)))
  }
  function text(): string {
    const start = take(length())
    return bytes.toString('utf8', start, at)
  }
  function value(type: number, isWanted: boolean): Field | undefined {
    if (type === 8) return text()
    if (type === 9) return isWanted ? list() : skipList()
    return scalar(type)
  }
  function scalar(type: number): number | boolean {
    const read = SCALARS[type]
    if (!read) throw new Error(`its header has a field of the unknown type ${type}`)
    return read.get(bytes, take(read.size))
  }
  function list(): Field {
    const type = uint32()
    const items = length()
    if (type === 8) return { texts: Array.from({ length: bounded(items, 8) }, text) }
    return { numbers: Array.from({ length: bounded(items, 1) }, () => Number(scalar(type))) }
  }
  function skipList(): undefined {
    const type = uint32()
    const items = length()
    if (type !== 8) take(items * (SCALARS[type]?.size ?? Infinity))
    else for (let index = 0; index < items; index += 1) take(length())
  }
  /** A hostile count must not allocate more than the file could hold. */
  function bounded(items: number, leastBytes: number): number {
    if (items * leastBytes > bytes.length - at) throw new RangeError('the bytes end here')
    return items
  }
}

const SCALARS: Record<number, { size: number; get: (b: Buffer, at: number) => number | boolean }> =
  {
    0: { size: 1, get: (b, at) => b.readUInt8(at) },
    1: { size: 1, get: (b, at) => b.readInt8(at) },
    2: { size: 2, get: (b, at) => b.readUInt16LE(at) },
    3: { size: 2, get: (b, at) => b.readInt16LE(at) },
    4: { size: 4, get: (b, at) => b.readUInt32LE(at) },
    5: { size: 4, get: (b, at) => b.readInt32LE(at) },
    6: { size: 4, get: (b, at) => b.readFloatLE(at) },
    7: { size: 1, get: (b, at) => b.readUInt8(at) !== 0 },
    10: { size: 8, get: (b, at) => Number(b.readBigUInt64LE(at)) },
    11: { size: 8, get: (b, at) => Number(b.readBigInt64LE(at)) },
    12: { size: 8, get: (b, at) => b.readDoubleLE(at) },
  }

function toModelFile(fields: Fields): ModelFile {
  const architecture = textOf(fields, 'general.architecture')
  if (!architecture) throw new Error('its header does not name an architecture')
  const number = (key: string) => numberOf(fields, `${architecture}.${key}`)
  return {
    architecture,
    contextTokens: number('context_length') ?? 2048,
    contextBytesPerToken: contextBytesPerToken(number),
    slidingWindowTokens: number('attention.sliding_window') || null,
    chatTemplate: textOf(fields, 'tokenizer.chat_template'),
    vocabulary: toVocabulary(fields),
  }
}

function contextBytesPerToken(number: (key: string) => number | null): number {
  const layers = number('block_count') ?? 0
  const heads = number('attention.head_count') ?? 1
  const keyValueHeads = number('attention.head_count_kv') ?? heads
  const headWidth = (number('embedding_length') ?? 0) / heads
  const keyWidth = number('attention.key_length') ?? headWidth
  const valueWidth = number('attention.value_length') ?? headWidth
  return Math.ceil(2 * layers * keyValueHeads * (keyWidth + valueWidth))
}

/** llama.cpp's `enum llama_token_type`; 1 is ordinary text, 6 a single byte. */
const SPECIAL_TYPES: Record<number, SpecialType> = {
  2: 'unknown',
  3: 'control',
  4: 'user-defined',
  5: 'unused',
}

const SPELLINGS: Record<string, Vocabulary['spelling']> = { gpt2: 'byte-level', bert: 'wordpiece' }

function toVocabulary(fields: Fields): Vocabulary {
  const tokens = fields.get('tokenizer.ggml.tokens')
  const types = fields.get('tokenizer.ggml.token_type')
  const texts = typeof tokens === 'object' && 'texts' in tokens ? tokens.texts : []
  const numbers = typeof types === 'object' && 'numbers' in types ? types.numbers : []
  const special: Vocabulary['special'] = new Map()
  for (const [token, number] of numbers.entries()) {
    const type = SPECIAL_TYPES[number]
    const text = texts[token]
    if (type && text !== undefined) special.set(token, { text, type })
  }
  return {
    size: texts.length,
    texts,
    spelling: SPELLINGS[textOf(fields, 'tokenizer.ggml.model') ?? ''] ?? 'sentencepiece',
    special,
    beginText: texts[numberOf(fields, 'tokenizer.ggml.bos_token_id') ?? -1] ?? '',
    endText: texts[numberOf(fields, 'tokenizer.ggml.eos_token_id') ?? -1] ?? '',
  }
}

/** Per-layer lists count as their largest item: we only ever want an upper bound. */
function numberOf(fields: Fields, key: string): number | null {
  const field = fields.get(key)
  if (typeof field === 'number') return field
  if (typeof field === 'object' && 'numbers' in field) return Math.max(0, ...field.numbers)
  return null
}

function textOf(fields: Fields, key: string): string | null {
  const field = fields.get(key)
  return typeof field === 'string' && field !== '' ? field : null
}
