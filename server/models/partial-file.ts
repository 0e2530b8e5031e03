import { open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises'

/** A file that is still being pulled. It outlives the process, so that the next attempt goes on from there. */
export interface PartialFile {
  readonly sizeBytes: number
  /** What the source wrote down when it was last here: an ETag, how many parts are complete… */
  readonly note: unknown
  /** Keeps the first bytes, drops the rest, and goes on from there. */
  startAt(sizeBytes: number): Promise<void>
  append(chunk: Uint8Array): Promise<void>
  writeNote(note: unknown): Promise<void>
}

export interface OpenPartialFile extends PartialFile {
  readonly path: string
  /** Flushes to the disk; the file stays where it is. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** Opens `path`, empty or as an earlier attempt left it. The source's note lies beside it, in `path`.json. */
export async function openPartialFile(path: string): Promise<OpenPartialFile> {
  const handle = await open(path, 'a+')
  let { size } = await handle.stat()
  let note = await readNote(path)

  return {
    path,
    get sizeBytes() {
      return size
    },
    get note() {
      return note
    },
    async startAt(sizeBytes) {
      if (sizeBytes > size) throw new RangeError(`only ${size} bytes are there`)
      await handle.truncate(sizeBytes)
      size = sizeBytes
    },
    async append(chunk) {
      await writeAll(handle, chunk)
      size += chunk.byteLength
    },
    async writeNote(next) {
      // What the note speaks of must be on the disk before the note is.
      await handle.datasync()
      await writeFile(`${path}.json.new`, JSON.stringify(next))
      await rename(`${path}.json.new`, `${path}.json`)
      note = next
    },
    flush: () => handle.sync(),
    close: () => handle.close(),
  }
}

/** Forgets a partial file and its note. */
export async function removePartialFile(path: string): Promise<void> {
  for (const suffix of ['', '.json', '.json.new']) await rm(path + suffix, { force: true })
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  let rest = chunk
  while (rest.byteLength > 0) {
    const { bytesWritten } = await handle.write(rest)
    rest = rest.subarray(bytesWritten)
  }
}

async function readNote(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(`${path}.json`, 'utf8'))
  } catch {
    return null
  }
}
