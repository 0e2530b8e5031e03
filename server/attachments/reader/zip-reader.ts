import { inflateRawSync } from 'node:zlib'
import { Unreadable } from './reading.ts'

/** An archive in memory: names, and content when it is asked for. */
export interface Zip {
  names: readonly string[]
  has(name: string): boolean
  /** Throws Unreadable: `bomb`, `damaged`, `encrypted`. Undefined: there is no such entry. */
  read(name: string): Buffer | undefined
  /** UTF-8 or UTF-16, by its mark. */
  text(name: string): string | undefined
}

export interface ZipLimits {
  maxEntries: number
  /** Of one entry, and of all that are read together. */
  maxEntryBytes: number
  maxTotalBytes: number
  /** Unpacked to packed, from `ratioFromBytes` on. */
  maxRatio: number
  ratioFromBytes: number
  /** False in tests alone, to see what the checks are for. */
  isStrict?: boolean
}

const MIB = 1024 * 1024
export const ZIP_LIMITS: ZipLimits = {
  maxEntries: 10_000,
  maxEntryBytes: 128 * MIB,
  maxTotalBytes: 192 * MIB,
  maxRatio: 200,
  ratioFromBytes: 16 * MIB,
}

interface Entry {
  name: string
  method: number
  isEncrypted: boolean
  packedBytes: number
  plainBytes: number
  at: number
}

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const CENTRAL_BYTES = 46
const LOCAL_BYTES = 30

/**
 * Reads a ZIP archive (PKWARE APPNOTE 6.3) of a stranger. Nothing is unpacked but what is asked for, archives in archives are
 * never opened, and no name is ever a path of this machine. Refused are entries that share bytes, names twice, names that
 * lead elsewhere, and whatever becomes far larger than an honest document does.
 */
export function openZip(bytes: Buffer, limits: ZipLimits = ZIP_LIMITS): Zip {
  const entries = readDirectory(bytes, limits)
  const { isStrict = true } = limits
  if (isStrict) {
    checkNames(entries)
    checkOverlaps(entries, bytes)
    checkSizes(entries, limits)
  }
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  let total = 0
  const read = (name: string): Buffer | undefined => {
    const entry = byName.get(name)
    if (!entry) return undefined
    const content = unpack(bytes, entry, limits)
    total += content.length
    if (total > limits.maxTotalBytes) throw new Unreadable('bomb', 'too much in it')
    return content
  }
  return {
    names: entries.map(({ name }) => name),
    has: (name) => byName.has(name),
    read,
    text(name) {
      const content = read(name)
      return content && decodeXml(content)
    },
  }
}

function readDirectory(bytes: Buffer, { maxEntries }: ZipLimits): Entry[] {
  const end = findEnd(bytes)
  const count = bytes.readUInt16LE(end + 10)
  const at = bytes.readUInt32LE(end + 16)
  if (count > maxEntries) throw new Unreadable('bomb', 'too many entries')
  const entries: Entry[] = []
  let next = at
  for (let index = 0; index < count; index += 1) {
    if (next + CENTRAL_BYTES > bytes.length || bytes.readUInt32LE(next) !== CENTRAL) {
      throw new Unreadable('damaged', 'its directory')
    }
    const lengths = [28, 30, 32].map((offset) => bytes.readUInt16LE(next + offset))
    const [nameBytes = 0] = lengths
    const nameAt = next + CENTRAL_BYTES
    entries.push({
      name: bytes.toString('utf8', nameAt, nameAt + nameBytes),
      isEncrypted: (bytes.readUInt16LE(next + 8) & 1) === 1,
      method: bytes.readUInt16LE(next + 10),
      packedBytes: bytes.readUInt32LE(next + 20),
      plainBytes: bytes.readUInt32LE(next + 24),
      at: bytes.readUInt32LE(next + 42),
    })
    next = nameAt + lengths.reduce((sum, length) => sum + length, 0)
  }
  return entries
}

/** The record at the end, behind which there is at most a comment. */
function findEnd(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - END_BYTES - 0xffff)
  for (let at = bytes.length - END_BYTES; at >= first; at -= 1) {
    if (bytes.readUInt32LE(at) === END) return at
  }
  throw new Unreadable('damaged', 'no directory')
}

/** Where two programs would read two different files, one of them is being deceived. */
function checkNames(entries: readonly Entry[]): void {
  const seen = new Set<string>()
  for (const { name } of entries) {
    const parts = name.split(/[/\\]/)
    const leadsAway = parts.includes('..') || /^\/|^[a-z]:|\\/i.test(name) || name.includes('\0')
    if (leadsAway) throw new Unreadable('damaged', 'a name that leads elsewhere')
    if (seen.has(name)) throw new Unreadable('damaged', 'a name twice')
    seen.add(name)
  }
}

/** The same packed bytes unpacked under a thousand names are the densest bomb there is. */
function checkOverlaps(entries: readonly Entry[], bytes: Buffer): void {
  let free = 0
  for (const entry of entries.toSorted((one, other) => one.at - other.at)) {
    if (entry.at < free) throw new Unreadable('bomb', 'entries overlap')
    free = contentAt(bytes, entry) + entry.packedBytes
    if (free > bytes.length) throw new Unreadable('damaged', 'an entry ends behind the file')
  }
}

function checkSizes(entries: readonly Entry[], limits: ZipLimits): void {
  const sum = (of: (entry: Entry) => number) =>
    entries.reduce((total, entry) => total + of(entry), 0)
  const plain = sum(({ plainBytes }) => plainBytes)
  const packed = sum(({ packedBytes }) => packedBytes)
  const isDense = plain > limits.ratioFromBytes && plain / Math.max(1, packed) > limits.maxRatio
  if (isDense) throw new Unreadable('bomb', 'too dense')
}

function contentAt(bytes: Buffer, { at }: Entry): number {
  if (at + LOCAL_BYTES > bytes.length || bytes.readUInt32LE(at) !== LOCAL) {
    throw new Unreadable('damaged', 'an entry is not where it should be')
  }
  return at + LOCAL_BYTES + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
}

function unpack(bytes: Buffer, entry: Entry, limits: ZipLimits): Buffer {
  const { isEncrypted, method, packedBytes, plainBytes } = entry
  if (isEncrypted) throw new Unreadable('encrypted')
  const start = contentAt(bytes, entry)
  const packed = bytes.subarray(start, start + packedBytes)
  if (method === 0) return packed
  if (method !== 8) throw new Unreadable('damaged', 'packed in an unknown way')
  // What it says of itself is not believed: unpacking ends where it says, or at the limit.
  const { isStrict = true, maxEntryBytes } = limits
  const most = isStrict ? Math.min(plainBytes, maxEntryBytes) : maxEntryBytes
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, most) })
  } catch (error) {
    const isTooLarge = error instanceof RangeError
    throw new Unreadable(isTooLarge ? 'bomb' : 'damaged', 'unpacking')
  }
}

/** XML is UTF-8 unless its first bytes say otherwise. */
function decodeXml(content: Buffer): string {
  if (content[0] === 0xff && content[1] === 0xfe) return new TextDecoder('utf-16le').decode(content)
  if (content[0] === 0xfe && content[1] === 0xff) return new TextDecoder('utf-16be').decode(content)
  return new TextDecoder().decode(content)
}
