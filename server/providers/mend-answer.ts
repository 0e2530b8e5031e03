import type { ProviderCall, ProviderResponse } from './provider.ts'
import { createAnswerRepair, isMembers, type AnswerRepair, type Repair } from './repairs.ts'

/** So much of an answer is kept to be mended as a whole; a longer one passes as it is. */
const MAX_WHOLE_BYTES = 64 * 1024 * 1024
const LF = 10

/** The answer as clients of the dialect can read it. Bytes in which nothing is to be mended pass as they came. */
export function mendAnswer(
  response: ProviderResponse,
  call: Pick<ProviderCall, 'operation' | 'body'>,
  repairs: readonly Repair[],
): ProviderResponse {
  const wantsBase64 = call.operation === 'embeddings' && asksForBase64(call.body)
  const repair = createAnswerRepair(repairs, { wantsBase64 })
  const type = response.headers['content-type'] ?? ''
  if (type.startsWith('text/event-stream')) {
    return { ...response, body: mendStream(response.body, repair) }
  }
  const isJson = type.startsWith('application/json')
  return isJson ? { ...response, body: mendWhole(response.body, repair) } : response
}

/** Quotes within texts are escaped, so that this matches a member only. */
function asksForBase64(body: Buffer): boolean {
  return /"encoding_format"\s*:\s*"base64"/.test(body.toString('latin1'))
}

async function* mendWhole(body: AsyncIterable<Buffer>, repair: AnswerRepair) {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of body) {
    if (bytes > MAX_WHOLE_BYTES) {
      yield piece
      continue
    }
    pieces.push(piece)
    bytes += piece.length
    if (bytes > MAX_WHOLE_BYTES) yield Buffer.concat(pieces)
  }
  if (bytes <= MAX_WHOLE_BYTES) yield mended(Buffer.concat(pieces), '', repair)
}

/** Line by line: the events of those who need it are lines of JSON. Half a line waits for its end. */
async function* mendStream(body: AsyncIterable<Buffer>, repair: AnswerRepair) {
  let tail: Buffer[] = []
  for await (const chunk of body) {
    const end = chunk.lastIndexOf(LF) + 1
    if (end === 0) {
      tail.push(chunk)
      continue
    }
    const whole = Buffer.concat([...tail, chunk.subarray(0, end)])
    tail = end < chunk.length ? [chunk.subarray(end)] : []
    yield hasWord(whole, repair) ? mendLines(whole, repair) : whole
  }
  if (tail.length > 0) yield Buffer.concat(tail)
}

function mendLines(bytes: Buffer, repair: AnswerRepair): Buffer {
  const lines: Buffer[] = []
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(LF, from) + 1 || bytes.length
    const line = bytes.subarray(from, end)
    lines.push(hasWord(line, repair) ? mendLine(line, repair) : line)
    from = end
  }
  return Buffer.concat(lines)
}

function mendLine(line: Buffer, repair: AnswerRepair): Buffer {
  const start = /^data:\s*/.exec(line.toString('latin1', 0, 16))?.[0]
  return start === undefined ? line : mended(line, start, repair)
}

/** @param before What stands before the JSON. */
function mended(bytes: Buffer, before: string, repair: AnswerRepair): Buffer {
  if (!hasWord(bytes, repair)) return bytes
  const text = bytes.toString('utf8')
  let answer: unknown
  try {
    answer = JSON.parse(text.slice(before.length))
  } catch {
    // Whoever reads it will say what is wrong with it.
    return bytes
  }
  if (!isMembers(answer) || !repair.mend(answer)) return bytes
  // No regular expression: one for blanks at the end tries anew at each blank before it.
  const end = text.slice(text.trimEnd().length)
  return Buffer.from(before + JSON.stringify(answer) + end)
}

function hasWord(bytes: Buffer, { words }: AnswerRepair): boolean {
  return words.some((word) => bytes.includes(word))
}
