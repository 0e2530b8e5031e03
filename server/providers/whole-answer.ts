import { AppError } from '#server/lib/app-error.ts'

/** The whole of a short answer, put otherwise once it is there. Throws `provider_error` beyond the limit. */
export async function* rewriteWhole(
  body: AsyncIterable<Buffer>,
  limitBytes: number,
  rewrite: (whole: Buffer) => Buffer,
): AsyncGenerator<Buffer> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of body) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes > limitBytes) throw new AppError('provider_error', 'The answer is too large.')
  }
  yield rewrite(Buffer.concat(pieces))
}
