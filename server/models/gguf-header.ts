import { open } from 'node:fs/promises'

/** What a GGUF file says of itself. Never trusted for more than advice: the digest says which file it is. */
export interface GgufHeader {
  version: number
  /** `llama`, `qwen2`, `gemma3`, `bert`… */
  architecture: string
  name: string | null
  quantisation: string | null
  contextTokens: number | null
  /** The tokenizer's kind: `gpt2` (byte-pair), `llama` (SentencePiece), `bert` (WordPiece)… */
  tokenizer: string | null
  hasChatTemplate: boolean
  licence: string | null
  languages: string[]
  /** Of the keys and values that each token of context takes, at 16 bits; null where the file does not tell. */
  contextBytesPerToken: number | null
}

export class NotGgufError extends Error {}

/**
 * Reads the metadata at the start of a GGUF file, of which it holds no more than 64 MiB and keeps a few fields: what a
 * hostile header counts or claims allocates nothing. Format: ggml's docs/gguf.md, versions 2 and 3.
 */
export async function readGgufHeader(path: string): Promise<GgufHeader> {
  const file = await open(path, 'r')
  try {
    for (let sizeBytes = FIRST_READ_BYTES; ; sizeBytes *= 4) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(sizeBytes), 0, sizeBytes, 0)
      const isAll = bytesRead < sizeBytes || sizeBytes >= MAX_HEADER_BYTES
      const header = tryParse(buffer.subarray(0, bytesRead), isAll)
      if (header) return header
    }
  } finally {
    await file.close()
  }
}

const FIRST_READ_BYTES = 1024 * 1024
const MAX_HEADER_BYTES = 64 * 1024 * 1024

function tryParse(bytes: Buffer, isAll: boolean): GgufHeader | undefined {
  try {
    return parseGgufHeader(bytes)
  } catch (error) {
    if (isAll || !(error instanceof CutOff)) throw error
    return undefined
  }
}

/** Thrown where the bytes end before the header does. */
class CutOff extends NotGgufError {}

/** The header in these bytes, which may go on past it. Throws NotGgufError and nothing else. */
export function parseGgufHeader(bytes: Buffer): GgufHeader {
  const reader = createReader(bytes)
  if (reader.text(4) !== 'GGUF') throw new NotGgufError('it does not begin as a GGUF file does')
  const version = reader.uint32()
  if (version !== 2 && version !== 3) throw new NotGgufError(`GGUF version ${version} is not known`)
  reader.uint64()
  const count = reader.uint64()
  if (count > MAX_FIELDS) throw new NotGgufError(`it claims ${count} fields`)
  const fields = new Map<string, Field>()
  for (let index = 0; index < count; index += 1) {
    const key = reader.string(MAX_KEY_BYTES)
    const value = reader.value(reader.uint32())
    if (key !== null && value !== undefined) fields.set(key, value)
  }
  return toHeader(version, fields)
}

type Field = string | number | boolean | string[]

const MAX_FIELDS = 10_000
const MAX_KEY_BYTES = 256
/** Chat templates are long, and we only ask whether there is one. */
const MAX_TEXT_BYTES = 1024
const MAX_KEPT_ITEMS = 64

const FIXED_BYTES = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8]
const STRING = 8
const ARRAY = 9

function createReader(bytes: Buffer) {
  let at = 0
  return { text, uint32, uint64, string, value }

  function skip(count: number): number {
    const start = at
    if (count > bytes.length - at) throw new CutOff('its header is cut off')
    at += count
    return start
  }
  function text(count: number): string {
    const start = skip(count)
    return bytes.toString('utf8', start, at)
  }
  function uint32(): number {
    return bytes.readUInt32LE(skip(4))
  }
  function uint64(): number {
    const read = bytes.readBigUInt64LE(skip(8))
    if (read > BigInt(Number.MAX_SAFE_INTEGER)) throw new NotGgufError('it holds a senseless count')
    return Number(read)
  }
  /** null: longer than we keep, and skipped. */
  function string(maxBytes: number): string | null {
    const length = uint64()
    if (length <= maxBytes) return text(length)
    skip(length)
    return null
  }
  function value(type: number): Field | undefined {
    if (type === STRING) return string(MAX_TEXT_BYTES) ?? '…'
    if (type === ARRAY) return array()
    return fixed(type)
  }
  function fixed(type: number): Field | undefined {
    const size = FIXED_BYTES[type]
    if (!size) throw new NotGgufError(`it holds a field of an unknown type, ${type}`)
    const start = skip(size)
    if (type === 4) return bytes.readUInt32LE(start)
    if (type === 5) return bytes.readInt32LE(start)
    if (type === 7) return bytes[start] === 1
    if (type === 10) return Number(bytes.readBigUInt64LE(start))
    return undefined
  }
  /** Short lists of texts are kept; vocabularies and everything else are stepped over. */
  function array(): string[] | undefined {
    const type = uint32()
    const count = uint64()
    if (type === ARRAY) throw new NotGgufError('it holds a list of lists')
    if (type !== STRING) {
      skip(count * (FIXED_BYTES[type] ?? Infinity))
      return undefined
    }
    const kept: string[] = []
    for (let index = 0; index < count; index += 1) {
      const item = string(count <= MAX_KEPT_ITEMS ? MAX_TEXT_BYTES : 0)
      if (item) kept.push(item)
    }
    return count <= MAX_KEPT_ITEMS ? kept : undefined
  }
}

function toHeader(version: number, fields: Map<string, Field>): GgufHeader {
  const text = (key: string) => {
    const field = fields.get(key)
    return typeof field === 'string' && field !== '' ? field : null
  }
  const number = (key: string) => {
    const field = fields.get(key)
    return typeof field === 'number' ? field : null
  }
  const languages = fields.get('general.languages')
  const architecture = text('general.architecture')
  if (!architecture) throw new NotGgufError('it does not say which architecture it is of')
  return {
    version,
    architecture,
    name: text('general.name'),
    quantisation: QUANTISATIONS[number('general.file_type') ?? -1] ?? null,
    contextTokens: number(`${architecture}.context_length`),
    tokenizer: text('tokenizer.ggml.model'),
    hasChatTemplate: text('tokenizer.chat_template') !== null,
    licence: text('general.license'),
    languages: Array.isArray(languages) ? languages : [],
    contextBytesPerToken: contextBytesPerToken((key) => number(`${architecture}.${key}`)),
  }
}

function contextBytesPerToken(number: (key: string) => number | null): number | null {
  const layers = number('block_count')
  const heads = number('attention.head_count')
  const width = number('embedding_length')
  if (!layers || !heads || !width) return null
  const keyValueHeads = number('attention.head_count_kv') ?? heads
  const headWidth = number('attention.key_length') ?? width / heads
  return Math.ceil(2 * 2 * layers * keyValueHeads * headWidth)
}

/** llama.cpp's `enum llama_ftype`, whose numbers `general.file_type` holds. */
const QUANTISATIONS: Record<number, string> = {
  0: 'F32',
  1: 'F16',
  2: 'Q4_0',
  3: 'Q4_1',
  7: 'Q8_0',
  8: 'Q5_0',
  9: 'Q5_1',
  10: 'Q2_K',
  11: 'Q3_K_S',
  12: 'Q3_K_M',
  13: 'Q3_K_L',
  14: 'Q4_K_S',
  15: 'Q4_K_M',
  16: 'Q5_K_S',
  17: 'Q5_K_M',
  18: 'Q6_K',
  21: 'Q2_K_S',
  25: 'IQ4_NL',
  30: 'IQ4_XS',
  32: 'BF16',
}
