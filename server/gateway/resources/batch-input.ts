import { AppError } from '#server/lib/app-error.ts'
import { scanObject, stringAt, type JsonMember } from '#server/lib/json-scan.ts'
import type { FormPart } from '../forms/form-scanner.ts'
import type { Form, FormEdit } from '../forms/receive-form.ts'

/** A line longer than this is no request. */
const MAX_LINE_BYTES = 64 * 1024 * 1024

/** The model that a line names, and where its name stands in the form. */
export interface LineModel {
  model: string
  start: number
  end: number
}

/** One request of a batch. */
export interface BatchLine {
  /** Undefined: it is for the model of the job. */
  named: LineModel | undefined
  body: Buffer
}

/** The lines of a batch's input, each with its request. */
export async function* readBatchLines(form: Form, part: FormPart): AsyncGenerator<BatchLine> {
  let number = 0
  for await (const { bytes, offset } of linesOf(form, part)) {
    number += 1
    if (bytes.length === 0) continue
    const found = bodyOf(bytes, number)
    if (!found) continue
    const body = bytes.subarray(found.start, found.end)
    yield { body, named: modelOf(body, { number, offset: offset + found.start }) }
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

function bodyOf(line: Buffer, number: number): JsonMember | undefined {
  if (line.every((byte) => byte === 0x20 || byte === 0x09)) return undefined
  const body = find(scan(line, number), 'body')
  if (!body) throw wrongLine(number, 'it has no “body”')
  return body
}

function modelOf(
  body: Buffer,
  { number, offset }: { number: number; offset: number },
): LineModel | undefined {
  const member = find(scan(body, number), 'model')
  if (!member) return undefined
  const model = stringAt(body, member)
  if (model === undefined) throw wrongLine(number, 'its model is no string')
  return { model, start: offset + member.start, end: offset + member.end }
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
