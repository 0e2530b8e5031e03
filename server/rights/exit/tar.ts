import { AppError } from '#server/lib/app-error.ts'

export interface ArchiveEntry {
  name: string
  content: Buffer
}

const BLOCK = 512
/** Larger parts are none of ours. */
const MAX_ENTRY_BYTES = 64 * 1024 * 1024
const END = Buffer.alloc(2 * BLOCK)

/** One file of a tar archive (POSIX.1-1988 ustar); the same content makes the same bytes. */
export function toTar({ name, content }: ArchiveEntry): Buffer {
  const header = Buffer.alloc(BLOCK)
  header.write(name, 0, 100, 'utf8')
  header.write('0000600\0', 100)
  header.write('0000000\0'.repeat(2), 108)
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write(' '.repeat(8), 148)
  header.write('0', 156)
  header.write('ustar\u000000', 257)
  header.write(`${sumOf(header).toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, content, Buffer.alloc(paddingOf(content.length))])
}

export function endOfTar(): Buffer {
  return END
}

/**
 * The files of a tar archive as they come. Nothing is ever written under a name of the archive's. Throws `invalid_request`
 * for whatever we have not written so: links, folders, long names, parts that are too large, an end that is missing.
 */
export async function* readTar(source: AsyncIterable<Buffer>): AsyncGenerator<ArchiveEntry> {
  const reader = createReader(source)
  for (;;) {
    const header = await reader.take(BLOCK)
    if (!header) throw damaged('it ends in the middle')
    if (header.every((byte) => byte === 0)) return
    const entry = readHeader(header)
    const content = await reader.take(entry.bytes)
    const padding = await reader.take(paddingOf(entry.bytes))
    if (!content || !padding) throw damaged('it ends in the middle')
    yield { name: entry.name, content }
  }
}

function readHeader(header: Buffer): { name: string; bytes: number } {
  const text = (from: number, length: number) =>
    header.toString('utf8', from, from + length).split('\0')[0] ?? ''
  const name = text(0, 100)
  const bytes = Number.parseInt(text(124, 12), 8)
  const isOurs = header.toString('latin1', 257, 262) === 'ustar' && text(156, 1) === '0'
  if (!isOurs || text(345, 155) !== '') throw damaged('it holds something else than plain files')
  const sum = Number.parseInt(text(148, 8), 8)
  const blank = Buffer.from(header).fill(' ', 148, 156)
  if (sum !== sumOf(blank)) throw damaged('a header was changed')
  if (!(bytes >= 0 && bytes <= MAX_ENTRY_BYTES)) throw damaged('a part of it is too large')
  return { name, bytes }
}

function createReader(source: AsyncIterable<Buffer>) {
  const chunks = source[Symbol.asyncIterator]()
  let pieces: Buffer[] = []
  let length = 0
  return {
    /** Undefined: there are not so many any more. */
    async take(bytes: number): Promise<Buffer | undefined> {
      while (length < bytes) {
        const next = await chunks.next()
        if (next.done) return undefined
        pieces.push(next.value)
        length += next.value.length
      }
      const all = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces)
      const rest = all?.subarray(bytes) ?? END.subarray(0, 0)
      pieces = rest.length > 0 ? [rest] : []
      length = rest.length
      return all?.subarray(0, bytes) ?? END.subarray(0, 0)
    },
  }
}

function sumOf(header: Buffer): number {
  let sum = 0
  for (const byte of header) sum += byte
  return sum
}

function paddingOf(bytes: number): number {
  return (BLOCK - (bytes % BLOCK)) % BLOCK
}

export function damaged(why: string): AppError {
  return new AppError('invalid_request', `Nothing was imported: the archive is damaged: ${why}.`)
}
