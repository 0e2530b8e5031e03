import { createMiddleware } from 'hono/factory'
import type { z } from 'zod'
import { AppError } from '#server/lib/app-error.ts'
import { isShallow } from '#server/lib/is-shallow.ts'
import { messageOf } from '#server/lib/thrown.ts'

const MAX_BYTES = 1024 * 1024

/**
 * Reads a JSON body strictly: `routes.post(path, body(Schema), (c) => c.req.valid('json'))`. Refuses what is too large
 * (413), not JSON (400, `invalid_json`) or not what the schema says (400, naming each field).
 */
export function body<Schema extends z.ZodType<object>>(
  schema: Schema,
  maxBytes: number = MAX_BYTES,
) {
  return createMiddleware<
    object,
    string,
    { in: { json: z.input<Schema> }; out: { json: z.output<Schema> } }
  >(async (c, next) => {
    const text = await readText(c.req.raw, maxBytes)
    c.req.addValidatedData('json', check(schema, parse(text)))
    await next()
  })
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  // Without this, a form of any website could send us JSON as text/plain with no preflight.
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    throw new AppError('invalid_request', 'Send the header content-type: application/json.')
  }
  const tooLarge = new AppError(
    'body_too_large',
    `The request body may have ${maxBytes.toLocaleString('en')} bytes at most.`,
  )
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength
    if (length > maxBytes) throw tooLarge
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new AppError('invalid_json', 'The request body is not valid UTF-8.')
  }
}

function parse(text: string): unknown {
  if (text === '') throw new AppError('invalid_json', 'The request has no body; JSON is expected.')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new AppError('invalid_json', `The request body is not valid JSON: ${messageOf(error)}.`)
  }
  if (isShallow(value)) return value
  throw new AppError('invalid_json', 'The request body is nested too deeply.')
}

function check<Schema extends z.ZodType<object>>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  const all = parsed.error.issues.map((issue) => {
    const name = issue.path.map(String).join('.')
    return name === '' ? issue.message : `${name}: ${issue.message}`
  })
  throw new AppError('invalid_request', all.join('; '), {
    param: first?.path.map(String).join('.') ?? '',
  })
}
