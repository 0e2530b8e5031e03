import { AppError } from '#server/lib/app-error.ts'
import { fieldOf } from '#server/lib/field-of.ts'

export type EmbeddingFormat = 'float' | 'base64'

/**
 * The answer with every vector in the format that was asked for: 32-bit floats as a list, or their little-endian bytes in
 * base64. Undefined: they are in it already. Vectors of other types (`output_dtype`) are never touched.
 */
export function toEmbeddingFormat(answer: unknown, format: EmbeddingFormat): unknown {
  const data = fieldOf(answer, 'data')
  if (!Array.isArray(data)) return undefined
  const list: unknown[] = data
  const isWrong = (one: unknown) => {
    const embedding = fieldOf(one, 'embedding')
    return format === 'base64' ? Array.isArray(embedding) : typeof embedding === 'string'
  }
  if (!list.some(isWrong)) return undefined
  const vectors = list.map((one) => ({
    ...toRecord(one),
    embedding: convert(fieldOf(one, 'embedding'), format),
  }))
  return { ...toRecord(answer), data: vectors }
}

function convert(embedding: unknown, format: EmbeddingFormat): unknown {
  if (format === 'base64') {
    if (!Array.isArray(embedding)) return embedding
    const numbers: unknown[] = embedding
    return Buffer.from(Float32Array.from(numbers, Number).buffer).toString('base64')
  }
  if (typeof embedding !== 'string') return embedding
  const bytes = Buffer.from(embedding, 'base64')
  if (bytes.length % 4 !== 0) {
    throw new AppError('provider_error', 'The provider sent a vector that is cut off.')
  }
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4))
}

function toRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
