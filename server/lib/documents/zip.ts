import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  name: string
  content: string
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
  const pieces: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name)
    const plain = Buffer.from(entry.content)
    const packed = entry.isStored ? plain : deflateRawSync(plain)
    const about = aboutOf({ plain, packed, isStored: entry.isStored ?? false, name })
    const local = Buffer.concat([numbers([LOCAL, 4]), about, name, packed])
    directory.push(
      Buffer.concat([
        numbers([CENTRAL, 4], [VERSION, 2]),
        about,
        // No comment, first disk, no attributes.
        numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]),
        name,
      ]),
    )
    pieces.push(local)
    offset += local.length
  }
  const listing = Buffer.concat(directory)
  const count = entries.length
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
  return Buffer.concat([...pieces, listing, end])
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
