import { AppError } from '#server/lib/app-error.ts'
import { scanObject, stringAt, type JsonMember } from '#server/lib/json-scan.ts'
import type { FormPart } from '../forms/form-scanner.ts'
import type { Form, FormEdit } from '../forms/receive-form.ts'

/** A line longer than this is no request. */
const MAX_LINE_BYTES = 64 * 1024 * 1024

/** One line's model, and where its name stands in the form. */
export interface LineModel {
  model: string
  start: number
  end: number
  line: number
}

/** The models that the lines of a batch's input name. A line without one is for the model of the job. */
export async function* readLineModels(form: Form, part: FormPart): AsyncGenerator<LineModel> {
  let number = 0
  for await (const { bytes, offset } of linesOf(form, part)) {
    number += 1
    if (bytes.length === 0) continue
    const found = modelOf(bytes, number)
    if (found) {
      const { model, start, end } = found
      yield { model, start: offset + start, end: offset + end, line: number }
    }
  }
}

export function renameModel({ start, end }: LineModel, upstreamName: string): FormEdit {
  return { start, end, text: JSON.stringify(upstreamName) }
}

interface Line {
  bytes: Buffer
  /** Of its first byte in the form. */
  offset: number
}

async function* linesOf({ spool }: Form, { start, end }: FormPart): AsyncGenerator<Line> {
  let at = 0
  let rest: Buffer[] = []
  let restBytes = 0
  let offset = start
  for await (const chunk of spool.read()) {
    const from = Math.max(0, start - at)
    const to = Math.min(chunk.length, end - at)
    at += chunk.length
    if (from >= to) continue
    let bytes = chunk.subarray(from, to)
    for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF)) {
      yield { bytes: trimCr(Buffer.concat([...rest, bytes.subarray(0, lf)])), offset }
      offset += restBytes + lf + 1
      rest = []
      restBytes = 0
      bytes = bytes.subarray(lf + 1)
    }
    rest.push(bytes)
    restBytes += bytes.length
    if (restBytes > MAX_LINE_BYTES) throw wrongLine(0, 'it is too long')
  }
  if (restBytes > 0) yield { bytes: trimCr(Buffer.concat(rest)), offset }
}

const LF = 10
const CR = 13

function trimCr(line: Buffer): Buffer {
  return line.at(-1) === CR ? line.subarray(0, -1) : line
}

function modelOf(line: Buffer, number: number): Omit<LineModel, 'line'> | undefined {
  if (line.every((byte) => byte === 0x20 || byte === 0x09)) return undefined
  const body = find(scan(line, number), 'body')
  if (!body) throw wrongLine(number, 'it has no “body”')
  const member = find(scan(line.subarray(body.start, body.end), number), 'model')
  if (!member) return undefined
  const model = stringAt(line.subarray(body.start, body.end), member)
  if (model === undefined) throw wrongLine(number, 'its model is no string')
  return { model, start: body.start + member.start, end: body.start + member.end }
}

function scan(bytes: Buffer, number: number): JsonMember[] {
  try {
    return scanObject(bytes).members
  } catch {
    throw wrongLine(number, 'it is no JSON object')
  }
}

function find(members: JsonMember[], name: string): JsonMember | undefined {
  return members.find((member) => member.name === name)
}

function wrongLine(number: number, why: string): AppError {
  const message = `Line ${number} of the batch's input cannot be read: ${why}.`
  return new AppError('invalid_request', message, { param: 'file' })
}
