import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  name: string
  content: string | Uint8Array
  /** As it is: the first entry of an OpenDocument file must be. */
  isStored?: boolean
}

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const VERSION = 20
/** Names are UTF-8. */
const FLAGS = 0x0800
/** 1 January 1980, as old as a ZIP can be: the same content makes the same bytes. */
const DATE = 0x0021

/** A ZIP archive (PKWARE APPNOTE 6.3), entries in this order. */
export function writeZip(entries: readonly ZipEntry[]): Buffer<ArrayBuffer> {
  const writer = createZipWriter()
  const pieces = entries.map((entry) => writer.add(entry))
  return Buffer.concat([...pieces, writer.end()])
}

/** Of sizes and offsets, without ZIP64. */
const MAX_ZIP_BYTES = 0xffff_ffff

/** The same entry by entry: what is given back is written out, one after the other. */
export function createZipWriter() {
  const directory: Buffer[] = []
  let offset = 0
  return {
    add(entry: ZipEntry): Buffer<ArrayBuffer> {
      const name = Buffer.from(entry.name)
      const plain = Buffer.from(entry.content)
      const packed = entry.isStored ? plain : deflateRawSync(plain)
      const about = aboutOf({ plain, packed, isStored: entry.isStored ?? false, name })
      const local = Buffer.concat([numbers([LOCAL, 4]), about, name, packed])
      // No comment, first disk, no attributes.
      const place = numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4])
      directory.push(Buffer.concat([numbers([CENTRAL, 4], [VERSION, 2]), about, place, name]))
      offset += local.length
      if (offset > MAX_ZIP_BYTES || directory.length > 0xffff) {
        throw new RangeError('A ZIP without extensions holds 4 GiB and 65,535 files.')
      }
      return local
    },
    end(): Buffer<ArrayBuffer> {
      const listing = Buffer.concat(directory)
      const count = directory.length
      const end = numbers(
        [END, 4],
        [0, 2],
        [0, 2],
        [count, 2],
        [count, 2],
        [listing.length, 4],
        [offset, 4],
        [0, 2],
      )
      return Buffer.concat([listing, end])
    },
  }
}

interface Packed {
  plain: Buffer
  packed: Buffer
  isStored: boolean
  name: Buffer
}

/** What stands both before the content and in the listing. */
function aboutOf({ plain, packed, isStored, name }: Packed): Buffer {
  return numbers(
    [VERSION, 2],
    [FLAGS, 2],
    [isStored ? 0 : 8, 2],
    [0, 2],
    [DATE, 2],
    [crc32(plain), 4],
    [packed.length, 4],
    [plain.length, 4],
    [name.length, 2],
    [0, 2],
  )
}

function numbers(...parts: [value: number, bytes: 2 | 4][]): Buffer {
  const bytes = Buffer.alloc(parts.reduce((sum, [, size]) => sum + size, 0))
  let at = 0
  for (const [value, size] of parts) at = bytes.writeUIntLE(value, at, size)
  return bytes
}
