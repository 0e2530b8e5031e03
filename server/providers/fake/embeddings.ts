import { createHash } from 'node:crypto'
import { usageFor, type FakeOperation, type FakeResult } from './operation.ts'
import { json } from './replies.ts'
import { stringOf } from './wire.ts'

const DIMENSIONS = 64
const INT8 = new Set(['int8', 'uint8'])

/** Vectors of length 1 made from a hash: the same text always gets the same one. OpenAI's client asks for base64. */
export function embeddingsFor({ fields, call }: FakeOperation): FakeResult {
  const { input, encoding_format, dimensions, output_dimension, output_dtype } = fields
  const inputs: unknown[] = Array.isArray(input) && typeof input[0] !== 'number' ? input : [input]
  const size = Number(dimensions ?? output_dimension ?? DIMENSIONS)
  const data = inputs.map((one, index) => {
    const values = valuesOf(vectorOf(JSON.stringify(one), size), stringOf(output_dtype))
    const isBase64 = encoding_format === 'base64'
    const embedding = isBase64 ? Buffer.from(values.buffer).toString('base64') : [...values]
    return { object: 'embedding', index, embedding }
  })
  const usage = usageFor(JSON.stringify(inputs))
  const told = { prompt_tokens: usage.input, total_tokens: usage.total }
  return {
    response: json(200, { object: 'list', data, model: call.model, usage: told }),
    usage,
  }
}

/** `float`, whole numbers of a byte, or one bit for each number (`binary`, `ubinary`). */
function valuesOf(vector: Float32Array, dtype: string): Float32Array | Int8Array | Uint8Array {
  if (INT8.has(dtype)) {
    const numbers = Array.from(vector, (number) => Math.round(number * 127))
    return dtype === 'int8' ? Int8Array.from(numbers) : Uint8Array.from(numbers, (n) => n + 128)
  }
  if (dtype !== 'binary' && dtype !== 'ubinary') return vector
  const bits = Uint8Array.from({ length: vector.length / 8 }, (_, byte) =>
    [...vector.subarray(byte * 8, byte * 8 + 8)].reduce(
      (sum, number, bit) => sum + (number > 0 ? 128 >> bit : 0),
      0,
    ),
  )
  return dtype === 'ubinary' ? bits : Int8Array.from(bits, (byte) => byte - 128)
}

function vectorOf(text: string, dimensions: number): Float32Array {
  const bytes = createHash('shake256', { outputLength: dimensions }).update(text).digest()
  const numbers = Array.from(bytes, (byte) => byte - 127)
  const length = Math.hypot(...numbers) || 1
  return Float32Array.from(numbers, (number) => number / length)
}
