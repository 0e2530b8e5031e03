import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { createInflateRaw } from 'node:zlib'
import { AppError } from '#server/lib/app-error.ts'

export interface ZipFile {
  name: string
  method: number
  packedBytes: number
  /** Of its local header. */
  offset: number
}

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const MAX_LISTING_BYTES = 32 * 1024 * 1024
const MAX_FILES = 100_000
/** Of all that is read of one archive. */
const MAX_UNPACKED_BYTES = 2 * 1024 ** 3
/** JSON packs to a tenth; what packs to less than a two-hundredth is made to break programs. */
const MAX_RATIO = 200
const RATIO_FROM_BYTES = 32 * 1024 * 1024

/** What is in a ZIP (PKWARE APPNOTE 6.3). Throws `invalid_request` where it is none, or is encrypted. */
export async function listZip(path: string): Promise<ZipFile[]> {
  const file = await open(path)
  try {
    return await readListing(file)
  } finally {
    await file.close()
  }
}

async function readListing(file: FileHandle): Promise<ZipFile[]> {
  const { size } = await file.stat()
  const tail = await readAt(file, Math.max(0, size - 65_557), Math.min(size, 65_557))
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 22 > tail.length || tail.readUInt32LE(end) !== END) throw broken()
  const count = tail.readUInt16LE(end + 10)
  const length = tail.readUInt32LE(end + 12)
  const start = tail.readUInt32LE(end + 16)
  if (start === 0xffff_ffff || count > MAX_FILES || length > MAX_LISTING_BYTES) {
    throw new AppError(
      'invalid_request',
      'This archive is too large to be read. Unpack it, and choose conversations.json.',
    )
  }
  const listing = await readAt(file, start, length)
  const files: ZipFile[] = []
  for (let at = 0; at + 46 <= listing.length && files.length < count;) {
    if (listing.readUInt32LE(at) !== CENTRAL) throw broken()
    const nameEnd = at + 46 + listing.readUInt16LE(at + 28)
    if ((listing.readUInt16LE(at + 8) & 1) === 1) {
      throw new AppError('invalid_request', 'This archive is encrypted. Unpack it first.')
    }
    files.push({
      name: listing.toString('utf8', at + 46, nameEnd),
      method: listing.readUInt16LE(at + 10),
      packedBytes: listing.readUInt32LE(at + 20),
      offset: listing.readUInt32LE(at + 42),
    })
    at = nameEnd + listing.readUInt16LE(at + 30) + listing.readUInt16LE(at + 32)
  }
  return files
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}

const broken = () =>
  new AppError('invalid_request', 'This archive is damaged. Download it once more.')

/** How much of an archive has been unpacked: one for all its files. */
export interface Unpacked {
  bytes: number
}

/** The content of a file of the archive. Throws `invalid_request` for what unpacks without end. */
export async function* readZipFile(
  path: string,
  { method, packedBytes, offset }: ZipFile,
  unpacked: Unpacked,
): AsyncGenerator<Buffer> {
  const file = await open(path)
  const header = await readAt(file, offset, 30).finally(() => file.close())
  if (header.length < 30 || header.readUInt32LE(0) !== LOCAL) throw broken()
  const start = offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  if (packedBytes === 0) return
  const packed = createReadStream(path, { start, end: start + packedBytes - 1 })
  if (method !== 0 && method !== 8) throw broken()
  const plain = method === 0 ? packed : packed.pipe(createInflateRaw())
  packed.on('error', (error) => plain.destroy(error))
  let own = 0
  try {
    for await (const chunk of plain) {
      const piece: Buffer = chunk
      own += piece.length
      unpacked.bytes += piece.length
      refuseBomb(own, packedBytes, unpacked)
      yield piece
    }
  } catch (error) {
    throw error instanceof AppError ? error : broken()
  } finally {
    packed.destroy()
    plain.destroy()
  }
}

function refuseBomb(own: number, packedBytes: number, unpacked: Unpacked): void {
  const isSwelling = own > RATIO_FROM_BYTES && own > packedBytes * MAX_RATIO
  if (!isSwelling && unpacked.bytes <= MAX_UNPACKED_BYTES) return
  throw new AppError(
    'invalid_request',
    'This archive unpacks to more than any export has. Nothing more of it was read.',
  )
}
