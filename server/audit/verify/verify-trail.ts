import type { AuditFinding } from '#wire/audit.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { canonicalJson, type Json } from '../trail/canonical-json.ts'
import { createFrontier, leafHash } from '../trail/merkle.ts'
import type { NoteVerifier } from '../trail/signed-note.ts'
import { checkCheckpoints, type KeptCheckpoint } from './check-checkpoints.ts'

export interface TrailToVerify {
  verifiers: readonly NoteVerifier[]
  /** The first line of its checkpoints; absent: what the first one says. */
  origin?: string
  /** Those of the trail, the oldest first. */
  checkpoints: readonly string[]
  /** Checkpoints that somebody else kept: what shows that a trail was cut off, rolled back or written anew. */
  elsewhere?: readonly string[]
  /** A key that is surely the right one, as notes name it; absent: that of the first checkpoint is believed. */
  pinnedKey?: string
  /** Entries before these are in an archive: how many, and the hashes of their tree. */
  prefix?: { size: number; hashes: readonly Buffer[] }
}

export interface TrailReport {
  /** Entries that were read, and where they begin. */
  from: number
  size: number
  checkpoints: number
  /** Entries that the last checkpoint signs; those after it are younger. */
  signedSize: number
  signedAt: string | null
  /** The first thing that is wrong; null: nothing is. */
  finding: AuditFinding | null
}

export interface TrailVerifier {
  /** What is wrong so far; null: nothing. */
  readonly finding: AuditFinding | null
  /** The keys that its checkpoints are signed with, as notes name them. */
  readonly signers: readonly string[]
  /** The next entry, with its hash as it is stored beside it, where it is. */
  add(record: string | Buffer, leaf?: Buffer): void
  end(): TrailReport
}

/** Reads a trail from its first entry to its last and finds whatever was done to it since it was signed. Never throws. */
export function createTrailVerifier(trail: TrailToVerify): TrailVerifier {
  const { kept, signers, finding: signed } = checkCheckpoints(trail)
  const from = trail.prefix?.size ?? 0
  const frontier = openFrontier(trail.prefix)
  const due = kept.filter(({ size }) => size >= from)
  let finding = signed ?? (frontier ? null : WRONG_PREFIX)
  let missing: { expected: number; seen: number } | null = null
  let goodSize = from

  /** At the size of a checkpoint the hash over all entries is that which was signed. */
  const checkRoot = (size: number) => {
    while (finding === null && due[0]?.size === size) {
      const checkpoint = due.shift()
      if (!checkpoint || !frontier) return
      if (frontier.root().equals(checkpoint.root)) goodSize = size
      else finding = rewritten(goodSize, checkpoint)
    }
  }
  checkRoot(from)

  return {
    get finding() {
      return finding
    },
    signers,
    add(record, leaf) {
      if (finding !== null || !frontier) return
      const sequence = frontier.size
      const value = parseJson(typeof record === 'string' ? record : record.toString('utf8'))
      const seen = fieldOf(value, 'seq')
      if (missing) {
        if (seen === missing.expected) finding = reordered(missing)
        return
      }
      const hash = leafHash(record)
      if (typeof seen === 'number' && seen > sequence && (!leaf || leaf.equals(hash))) {
        missing = { expected: sequence, seen }
        return
      }
      finding = wrongEntry({ sequence, seen, isHashed: !leaf || leaf.equals(hash) })
      finding ??= isCanonical(value, record) ? null : unreadable(sequence)
      frontier.append(hash)
      checkRoot(frontier.size)
    },
    end() {
      const size = frontier?.size ?? 0
      if (finding === null && missing) finding = gone(missing)
      const beyond = due.find((one) => one.size > size)
      if (finding === null && beyond) finding = cutOff(size, beyond)
      const last = kept.findLast((one) => one.size <= size)
      if (finding === null && from > 0 && (last?.size ?? 0) < from) finding = UNSIGNED_PREFIX
      return {
        from,
        size,
        checkpoints: trail.checkpoints.length,
        signedSize: last?.size ?? 0,
        signedAt: last?.at ?? null,
        finding,
      }
    },
  }
}

function openFrontier(prefix: TrailToVerify['prefix']) {
  try {
    return createFrontier(prefix?.size, prefix?.hashes)
  } catch {
    return undefined
  }
}

const WRONG_PREFIX: AuditFinding = {
  kind: 'unreadable',
  sequence: null,
  message: 'The hashes that stand for the archived entries do not fit their number.',
}

const UNSIGNED_PREFIX: AuditFinding = {
  kind: 'unsigned',
  sequence: null,
  message: 'No checkpoint signs the hashes that stand for the archived entries.',
}

function wrongEntry(entry: {
  sequence: number
  seen: unknown
  isHashed: boolean
}): AuditFinding | null {
  const { sequence, seen, isHashed } = entry
  if (!isHashed) {
    return {
      kind: 'changed',
      sequence,
      message: `Entry ${sequence} is not what it was: it does not have the hash that stands beside it.`,
    }
  }
  if (seen === sequence) return null
  if (typeof seen !== 'number') return unreadable(sequence)
  return {
    kind: 'added',
    sequence,
    message: `Where entry ${sequence} should stand, there is another one numbered ${seen}.`,
  }
}

function unreadable(sequence: number): AuditFinding {
  return {
    kind: 'unreadable',
    sequence,
    message: `Entry ${sequence} is no entry of a trail: it is not canonical JSON with its number in it.`,
  }
}

function isCanonical(value: unknown, record: string | Buffer): boolean {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it came out of JSON.parse
  const text = canonicalOf((value ?? null) as Json)
  return text === (typeof record === 'string' ? record : record.toString('utf8'))
}

/** Undefined: it is nested deeper than the stack is. */
function canonicalOf(value: Json): string | undefined {
  try {
    return canonicalJson(value)
  } catch {
    return undefined
  }
}

function reordered({ expected, seen }: { expected: number; seen: number }): AuditFinding {
  return {
    kind: 'reordered',
    sequence: expected,
    message: `Entry ${expected} does not stand where it should: there is entry ${seen}.`,
  }
}

function gone({ expected, seen }: { expected: number; seen: number }): AuditFinding {
  const what =
    seen === expected + 1 ? `Entry ${expected} is` : `Entries ${expected} to ${seen - 1} are`
  return { kind: 'missing', sequence: expected, message: `${what} missing.` }
}

function cutOff(size: number, { size: signed, at, isElsewhere }: KeptCheckpoint): AuditFinding {
  const where = isElsewhere ? 'The checkpoint that was kept elsewhere' : 'The checkpoint'
  return {
    kind: 'cut-off',
    sequence: size,
    message: `${where} of ${at} signs ${signed} entries; those from ${size} on are missing.`,
  }
}

function rewritten(goodSize: number, { size, at, isElsewhere }: KeptCheckpoint): AuditFinding {
  const who = isElsewhere ? ', as the checkpoint that was kept elsewhere shows' : ''
  const which =
    size - goodSize <= 1
      ? `Entry ${goodSize} is`
      : `One of the entries ${goodSize} to ${size - 1}, or their order, is`
  return {
    kind: 'changed',
    sequence: goodSize,
    message: `${which} not what was signed at ${at}${who}.`,
  }
}
