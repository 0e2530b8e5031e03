import type { PlainRequest } from '#server/http/fast/fast-exchange.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { CallResource } from '#server/providers/provider.ts'
import { boundaryOf, createFormScanner, type FormPart } from './form-scanner.ts'
import { createSpool, type Spool, type SpoolOptions } from './spool.ts'

/** A form that has come, whole: small fields at hand, files where there is room for them. */
export interface Form {
  contentType: string
  parts: readonly FormPart[]
  /** The body, as it came. */
  spool: Spool
  close(): Promise<void>
}

/** Puts `text` between two offsets of the body. */
export interface FormEdit {
  start: number
  end: number
  text: string
}

export interface FormLimits extends SpoolOptions {
  maxBytes: number
}

/** Takes a form as it comes. Throws `invalid_request`, `body_too_large`, or `cancelled` where the caller hangs up. */
export async function receiveForm(request: PlainRequest, limits: FormLimits): Promise<Form> {
  const contentType = request.headers['content-type'] ?? ''
  const scanner = createFormScanner(boundaryOf(contentType))
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > limits.maxBytes) throw tooLarge(limits.maxBytes)
  const spool = createSpool(limits)
  const close = () => spool.close()
  try {
    for await (const chunk of chunksOf(request)) {
      if (spool.bytes + chunk.length > limits.maxBytes) throw tooLarge(limits.maxBytes)
      scanner.push(chunk)
      await spool.append(chunk)
    }
    scanner.end()
    return { contentType, parts: scanner.parts, spool, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The value of a field that is no file; undefined: there is none. Throws where it is said twice. */
export function findField({ parts }: Form, name: string): FormPart | undefined {
  const [first, second] = parts.filter((part) => part.name === name && part.filename === null)
  if (second) {
    const message = `The form has the field “${name}” twice; which one counts is unclear.`
    throw new AppError('invalid_request', message, { param: name })
  }
  return first
}

/** The form's bytes with the edits made, as an upload that can be sent any number of times. */
export function toUpload(
  { spool }: Form,
  edits: readonly FormEdit[],
): NonNullable<CallResource['upload']> {
  const sorted = edits.toSorted((a, b) => a.start - b.start)
  const grown = sorted.reduce(
    (sum, { start, end, text }) => sum + Buffer.byteLength(text) - (end - start),
    0,
  )
  return { bytes: spool.bytes + grown, open: () => edited(spool, sorted) }
}

async function* edited(spool: Spool, edits: readonly FormEdit[]): AsyncGenerator<Buffer> {
  const left = [...edits]
  let at = 0
  for await (const chunk of spool.read()) {
    yield* editedChunk(chunk, at, left)
    at += chunk.length
  }
}

/** The bytes from `at` on. Edits that end in them are taken from the list. */
function* editedChunk(chunk: Buffer, at: number, left: FormEdit[]): Generator<Buffer> {
  const end = at + chunk.length
  let from = at
  for (let edit = left[0]; edit && edit.start < end; edit = left[0]) {
    if (edit.start > from) yield chunk.subarray(from - at, edit.start - at)
    // What it puts there comes with its first byte, wherever the bytes that it replaces were cut.
    if (edit.start >= at && edit.text !== '') yield Buffer.from(edit.text)
    from = Math.min(edit.end, end)
    if (edit.end > end) break
    left.shift()
  }
  if (from < end) yield chunk.subarray(from - at)
}

/** The chunks of a request, none read ahead of whoever takes them. */
async function* chunksOf(request: PlainRequest): AsyncGenerator<Buffer> {
  if (request.whole) {
    yield request.whole
    return
  }
  const queue: Buffer[] = []
  let isOver = false
  let failure: AppError | undefined
  let wake: (() => void) | undefined
  const notify = () => {
    wake?.()
    wake = undefined
  }
  request.on('data', (chunk) => {
    queue.push(chunk)
    request.pause()
    notify()
  })
  request.on('end', () => {
    isOver = true
    notify()
  })
  const onGone = (cause?: unknown) => {
    if (!isOver) failure ??= new AppError('cancelled', 'The caller hung up.', { cause })
    isOver = true
    notify()
  }
  request.on('error', onGone)
  request.on('close', () => onGone())
  for (;;) {
    const chunk = queue.shift()
    if (chunk) {
      yield chunk
      request.resume()
    } else if (isOver) {
      if (failure) throw failure
      return
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
}

function tooLarge(limitBytes: number): AppError {
  const limit = Math.floor(limitBytes / 1024 / 1024)
  return new AppError('body_too_large', `The body is over the limit of ${limit} MiB.`)
}
