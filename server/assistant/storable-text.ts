import { AppError } from '#server/lib/app-error.ts'

/** What somebody says, as the database takes it. Throws AppError where there is nothing: neither words nor files. */
export function toStorableText(text: string, attachmentIds: readonly string[] = []): string {
  const clean = text.toWellFormed().replaceAll('\u0000', '\uFFFD')
  if (clean.trim() !== '') return clean
  if (attachmentIds.length > 0) return ''
  throw new AppError('invalid_request', 'The message is empty.')
}
