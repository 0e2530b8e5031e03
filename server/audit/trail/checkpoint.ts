import { hash } from 'node:crypto'
import { HASH_BYTES } from './merkle.ts'
import {
  fromBase64,
  openNote,
  signNote,
  type NoteSigner,
  type NoteVerifier,
} from './signed-note.ts'

/** How large the trail was at a moment, and the hash over all of it: c2sp.org/tlog-checkpoint. */
export interface Checkpoint {
  /** Whose trail it is. */
  origin: string
  size: number
  root: Buffer
  /** ISO 8601. */
  at: string
  /** SHA-256 of the note before; null: it is the first. */
  previous: Buffer | null
  /** The key that takes over from here, as notes name it; absent: the same goes on. It is signed by both. */
  nextKey?: string
}

/** A checkpoint and the note that says it. */
export interface SignedCheckpoint extends Checkpoint {
  note: string
  /** Ids of the keys that signed it: two where one takes over from the other. */
  keyIds: string[]
  /** The same keys whole. */
  signers: string[]
}

/** Time, predecessor and the next key stand in extension lines, which other readers of the format pass over. */
export function signCheckpoint(checkpoint: Checkpoint, signers: readonly NoteSigner[]): string {
  const { origin, size, root, at, previous, nextKey } = checkpoint
  const lines = [origin, size, root.toString('base64'), `time ${at}`]
  if (previous) lines.push(`previous ${previous.toString('base64')}`)
  if (nextKey !== undefined) lines.push(`key ${nextKey}`)
  return signNote(`${lines.join('\n')}\n`, signers)
}

/** Throws, in words for people, where the note is not signed by one of these, or is no checkpoint. */
export function openCheckpoint(note: string, verifiers: readonly NoteVerifier[]): SignedCheckpoint {
  const { text, keyIds, signers } = openNote(note, verifiers)
  const [origin = '', size = '', root = '', time = '', ...rest] = text.trimEnd().split('\n')
  const previous = rest[0]?.startsWith('previous ') ? rest.shift()?.slice(9) : undefined
  const nextKey = rest[0]?.startsWith('key ') ? rest.shift()?.slice(4) : undefined
  const hashOf = (line: string) => {
    const bytes = fromBase64(line)
    if (bytes?.length === HASH_BYTES) return bytes
    throw new Error('it is no checkpoint of a trail')
  }
  const at = /^time (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/.exec(time)?.[1]
  if (!/^(?:0|[1-9]\d{0,15})$/.test(size) || at === undefined || rest.length > 0) {
    throw new Error('it is no checkpoint of a trail')
  }
  return {
    origin,
    size: Number(size),
    root: hashOf(root),
    at,
    previous: previous === undefined ? null : hashOf(previous),
    ...(nextKey !== undefined && { nextKey }),
    note,
    keyIds,
    signers,
  }
}

/** By which the next checkpoint names this one. */
export function hashOfNote(note: string): Buffer {
  return hash('sha256', note, 'buffer')
}
