import { open, type FileHandle } from 'node:fs/promises'
import { pipeline, type Transform } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { messageOf } from '../../lib/thrown.ts'

/**
 * Reads one member of a ZIP archive (which a Python wheel is), and nothing else: no paths are made from what the
 * archive says, and no more than `maxBytes` ever come out of it. Format: PKWARE APPNOTE 6.3.10, without ZIP64.
 */
export async function* readZipMember(
  path: string,
  { member, maxBytes }: { member: string; maxBytes: number },
): AsyncGenerator<Buffer, void, undefined> {
  const archive = await open(path, 'r')
  try {
    const entry = await findEntry(archive, member)
    if (entry.sizeBytes > maxBytes) {
      throw new Error(
        `${member} says it has ${entry.sizeBytes} bytes, more than ${maxBytes} expected`,
      )
    }
    yield* readEntry(archive, entry)
  } finally {
    await archive.close()
  }
}

interface Entry {
  name: string
  method: number
  crc: number
  packedBytes: number
  sizeBytes: number
  headerAt: number
}

const STORED = 0
const DEFLATED = 8
const END_SIGNATURE = 0x06054b50
const ENTRY_SIGNATURE = 0x02014b50
const LOCAL_SIGNATURE = 0x04034b50
const END_BYTES = 22
const ENTRY_BYTES = 46
const LOCAL_BYTES = 30
const MAX_COMMENT_BYTES = 0xffff
/** A wheel of ours has five files; a directory longer than this is an attack or a mistake. */
const MAX_DIRECTORY_BYTES = 4 * 1024 * 1024
const ZIP64_MARK = 0xffffffff
const READ_BYTES = 1024 * 1024

async function findEntry(archive: FileHandle, member: string): Promise<Entry> {
  const directory = await readDirectory(archive)
  const found: Entry[] = []
  for (let at = 0; at + ENTRY_BYTES <= directory.length;) {
    if (directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw broken('its directory is not one')
    const entry = entryAt(directory, at)
    if (entry.name === member) found.push(entry)
    at += ENTRY_BYTES + variableBytes(directory, at)
  }
  const [entry, second] = found
  if (!entry) throw new Error(`the archive has no ${member}`)
  // Two entries of one name are read differently by different tools: a way to hide one.
  if (second) throw broken(`it has ${member} twice`)
  return entry
}

const variableBytes = (directory: Buffer, at: number) =>
  directory.readUInt16LE(at + 28) +
  directory.readUInt16LE(at + 30) +
  directory.readUInt16LE(at + 32)

function entryAt(directory: Buffer, at: number): Entry {
  const nameBytes = directory.readUInt16LE(at + 28)
  const isEncrypted = (directory.readUInt16LE(at + 8) & 1) === 1
  const entry: Entry = {
    name: directory.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes),
    // An encrypted member gets a method that no reader has.
    method: isEncrypted ? -1 : directory.readUInt16LE(at + 10),
    crc: directory.readUInt32LE(at + 16),
    packedBytes: directory.readUInt32LE(at + 20),
    sizeBytes: directory.readUInt32LE(at + 24),
    headerAt: directory.readUInt32LE(at + 42),
  }
  return entry
}

async function readDirectory(archive: FileHandle): Promise<Buffer> {
  const { size } = await archive.stat()
  const tailBytes = Math.min(size, END_BYTES + MAX_COMMENT_BYTES)
  const tail = await readExactly(archive, size - tailBytes, tailBytes)
  let at = tail.length - END_BYTES
  while (at >= 0 && tail.readUInt32LE(at) !== END_SIGNATURE) at -= 1
  if (at < 0) throw broken('it has no end')
  const directoryBytes = tail.readUInt32LE(at + 12)
  const directoryAt = tail.readUInt32LE(at + 16)
  if (directoryBytes > MAX_DIRECTORY_BYTES) throw broken('its directory is too long')
  if (directoryAt + directoryBytes > size) throw broken('its directory lies outside it')
  return readExactly(archive, directoryAt, directoryBytes)
}

async function* readEntry(archive: FileHandle, entry: Entry): AsyncGenerator<Buffer> {
  if ([entry.packedBytes, entry.sizeBytes, entry.headerAt].includes(ZIP64_MARK)) {
    throw broken(`${entry.name} is in the ZIP64 form, which is not read here`)
  }
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    throw broken(`${entry.name} is encrypted or packed in a way that is not read here`)
  }
  const packed = readPacked(archive, entry)
  let crc = 0
  let sizeBytes = 0
  for await (const chunk of entry.method === STORED ? packed : inflate(packed)) {
    sizeBytes += chunk.length
    if (sizeBytes > entry.sizeBytes) throw broken(`${entry.name} is longer than it says`)
    crc = crc32(chunk, crc)
    yield chunk
  }
  if (sizeBytes !== entry.sizeBytes) throw broken(`${entry.name} is shorter than it says`)
  if (crc !== entry.crc) throw broken(`${entry.name} is damaged`)
}

async function* readPacked(archive: FileHandle, entry: Entry): AsyncGenerator<Buffer> {
  const header = await readExactly(archive, entry.headerAt, LOCAL_BYTES)
  if (header.readUInt32LE(0) !== LOCAL_SIGNATURE)
    throw broken(`${entry.name} is not where it should be`)
  const start = entry.headerAt + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28)
  for (let at = 0; at < entry.packedBytes; at += READ_BYTES) {
    yield readExactly(archive, start + at, Math.min(READ_BYTES, entry.packedBytes - at))
  }
}

async function* inflate(packed: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const inflater: AsyncIterable<Buffer> & Transform = createInflateRaw({ chunkSize: READ_BYTES })
  // What goes wrong while feeding destroys the inflater, and so reaches the loop below.
  pipeline(packed, inflater, () => {})
  try {
    for await (const chunk of inflater) yield chunk
  } catch (error) {
    throw broken(messageOf(error))
  }
}

async function readExactly(archive: FileHandle, at: number, sizeBytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(sizeBytes)
  let filled = 0
  while (filled < sizeBytes) {
    const { bytesRead } = await archive.read(buffer, filled, sizeBytes - filled, at + filled)
    if (bytesRead === 0) throw broken('it is cut off')
    filled += bytesRead
  }
  return buffer
}

const broken = (why: string) =>
  new Error(`the archive is broken: ${why.replace(/^the archive is broken: /, '')}`)
