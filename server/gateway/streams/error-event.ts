import type { DialectName } from '#server/dialects/conversation.ts'
import { AppError } from '#server/lib/app-error.ts'
import { serverOf } from '../exchange.ts'

/** The event that ends a stream which failed after its first byte, in the caller's dialect. Nothing follows it. */
export function toErrorEvent(error: unknown, dialect: DialectName, requestId: string): Buffer {
  return Buffer.from(serverOf(dialect).writeErrorEvent(toKnown(error), requestId))
}

/** A bug is told as `internal`, without its message. */
export function toKnown(error: unknown): AppError {
  if (error instanceof AppError) return error
  return new AppError('internal', 'Something broke on our side. The log has the details.')
}
