import { lstatSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Linux takes 107 bytes, macOS 103. */
const LONGEST_SOCKET_PATH_BYTES = 100

/**
 * Where the socket of the database in this folder is: in the folder, or, where that path is too long for a socket, in a private
 * temporary folder, the same one each time. Only for whoever holds the folder's lock.
 */
export function chooseSocketPath(folder: string): string {
  const inFolder = join(folder, 'socket')
  if (Buffer.byteLength(inFolder) <= LONGEST_SOCKET_PATH_BYTES) return inFolder
  const note = join(folder, 'socket-folder')
  const former = readNote(note)
  if (former !== undefined && isPrivate(former)) return join(former, 'socket')
  const temporary = mkdtempSync(join(tmpdir(), 'galerne-'))
  writeFileSync(note, temporary)
  return join(temporary, 'socket')
}

function readNote(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Ours, and nobody else's to look into: somebody may have made a folder of that name after the system had swept ours away. */
function isPrivate(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  return (
    found !== undefined &&
    found.isDirectory() &&
    found.uid === process.getuid?.() &&
    (found.mode & 0o077) === 0
  )
}
