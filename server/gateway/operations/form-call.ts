import { AppError } from '#server/lib/app-error.ts'
import type { Operation } from '#server/providers/provider.ts'
import { findField, type Form } from '../forms/receive-form.ts'
import { OPERATION_SPECS } from './specs.ts'

/** What routing needs to know of a form, as JSON that it can scan. Throws `invalid_request` where a file is missing. */
export function toScannable(form: Form, operation: Operation): Buffer {
  const model = findField(form, 'model')?.text
  if (model === undefined || model === null) {
    throw new AppError(
      'invalid_request',
      '“model” is missing: the form needs a field of this name. GET /v1/models lists the models you may use.',
      { param: 'model' },
    )
  }
  checkFiles(form, operation)
  const n = findField(form, 'n')?.text
  const prompt = findField(form, 'prompt')?.text
  const stream = findField(form, 'stream')?.text
  return Buffer.from(
    JSON.stringify({
      model,
      ...(stream !== undefined && { stream: stream === 'true' }),
      ...(n !== undefined && { n: Number(n) }),
      ...(prompt !== undefined && { prompt }),
    }),
  )
}

/** Mistral takes the address of a recording, or the id of a file, in place of the file itself. */
const IN_PLACE_OF_FILE = ['file_url', 'file_id']

function checkFiles(form: Form, operation: Operation): void {
  const names = OPERATION_SPECS[operation]?.files ?? []
  if (names.length === 0) return
  const isThere = form.parts.some(({ name, filename }) => names.includes(name) && filename !== null)
  if (isThere || IN_PLACE_OF_FILE.some((name) => findField(form, name))) return
  const [name = 'file'] = names
  throw new AppError('invalid_request', `“${name}” is missing: the form holds no such file.`, {
    param: name,
  })
}
