import type { AuditFinding } from '#wire/audit.ts'
import { messageOf } from '#server/lib/thrown.ts'
import { hashOfNote, openCheckpoint, type SignedCheckpoint } from '../trail/checkpoint.ts'
import type { TrailToVerify } from './verify-trail.ts'

export interface KeptCheckpoint extends SignedCheckpoint {
  isElsewhere: boolean
}

interface Checked {
  kept: KeptCheckpoint[]
  /** The keys that the trail was signed with, as notes name them. */
  signers: string[]
  finding: AuditFinding | null
}

/** Which checkpoints there are, by size; and what is wrong with them, before any entry was read. */
export function checkCheckpoints(trail: TrailToVerify): Checked {
  const kept: KeptCheckpoint[] = []
  const signers = new Set<string>()
  const no = (message: string): Checked => ({
    kept,
    signers: [...signers],
    finding: { kind: 'unsigned', sequence: null, message },
  })
  let trusted: readonly string[] = []
  for (const [at, note] of trail.checkpoints.entries()) {
    const opened = open(note, trail)
    if (typeof opened === 'string') return no(`Checkpoint ${at + 1} cannot be believed: ${opened}.`)
    if (opened.origin !== (trail.origin ?? opened.origin)) {
      return no(`Checkpoint ${at + 1} is of another trail: ${opened.origin}.`)
    }
    const problem = findProblem(opened, kept.at(-1), trusted)
    if (problem) return no(`Checkpoint ${at + 1}, of ${opened.at}, cannot be believed: ${problem}.`)
    kept.push({ ...opened, isElsewhere: false })
    for (const key of opened.signers) signers.add(key)
    trusted = opened.nextKey === undefined ? opened.signers : [opened.nextKey]
  }
  if (trail.pinnedKey !== undefined && !signers.has(trail.pinnedKey)) {
    return no('No checkpoint is signed with the key that you named.')
  }
  for (const note of trail.elsewhere ?? []) {
    const opened = open(note, trail)
    if (typeof opened === 'string') {
      return no(`The checkpoint that was kept elsewhere does not belong to this trail: ${opened}.`)
    }
    const [first] = kept
    if (first && first.origin !== opened.origin) {
      return no(`The checkpoint that was kept elsewhere is of another trail: ${opened.origin}.`)
    }
    kept.push({ ...opened, isElsewhere: true })
  }
  return {
    kept: kept.toSorted((a, b) => a.size - b.size),
    signers: [...signers],
    finding: null,
  }
}

function open(note: string, { verifiers }: TrailToVerify): SignedCheckpoint | string {
  try {
    return openCheckpoint(note, verifiers)
  } catch (error) {
    return messageOf(error)
  }
}

/**
 * Each checkpoint names the one before it. A new key is named in what the old one signs: a further signature alone brings in
 * nobody, since anybody can add one to a note that they hold.
 */
function findProblem(
  checkpoint: SignedCheckpoint,
  before: SignedCheckpoint | undefined,
  trusted: readonly string[],
): string | undefined {
  const { nextKey, signers } = checkpoint
  const others = signers.filter((key) => key !== nextKey)
  if (nextKey !== undefined && others.length === signers.length) {
    return 'the key that it brings in did not sign it'
  }
  if (!before) {
    if (others.length !== 1) return 'keys signed it that nobody brought in'
    return checkpoint.previous ? 'the one before it is missing' : undefined
  }
  if (checkpoint.origin !== before.origin) return `it is of another trail, ${checkpoint.origin}`
  if (checkpoint.size <= before.size) return 'it signs no more than the one before it'
  if (!checkpoint.previous?.equals(hashOfNote(before.note))) return 'the one before it is missing'
  const isKnown = others.length > 0 && others.every((key) => trusted.includes(key))
  return isKnown ? undefined : 'its key was not brought in by the key before it'
}
