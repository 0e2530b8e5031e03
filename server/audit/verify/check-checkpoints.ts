import type { AuditFinding } from '#wire/audit.ts'
import { messageOf } from '#server/lib/thrown.ts'
import { hashOfNote, openCheckpoint, type SignedCheckpoint } from '../trail/checkpoint.ts'
import type { TrailToVerify } from './verify-trail.ts'

export interface KeptCheckpoint extends SignedCheckpoint {
  isElsewhere: boolean
}

type Checked = { kept: KeptCheckpoint[]; finding: AuditFinding | null }

/** Which checkpoints there are, by size; and what is wrong with them, before any entry was read. */
export function checkCheckpoints(trail: TrailToVerify): Checked {
  const kept: KeptCheckpoint[] = []
  const no = (message: string): Checked => ({
    kept,
    finding: { kind: 'unsigned', sequence: null, message },
  })
  const trusted = new Set<string>()
  for (const [at, note] of trail.checkpoints.entries()) {
    const opened = open(note, trail)
    if (typeof opened === 'string') return no(`Checkpoint ${at + 1} cannot be believed: ${opened}.`)
    if (opened.origin !== (trail.origin ?? opened.origin)) {
      return no(`Checkpoint ${at + 1} is of another trail: ${opened.origin}.`)
    }
    const problem = findProblem(opened, kept.at(-1), trusted)
    if (problem) return no(`Checkpoint ${at + 1}, of ${opened.at}, cannot be believed: ${problem}.`)
    kept.push({ ...opened, isElsewhere: false })
    for (const id of opened.keyIds) trusted.add(id)
  }
  if (trail.pinnedKeyId !== undefined && !trusted.has(trail.pinnedKeyId)) {
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
  return { kept: kept.toSorted((a, b) => a.size - b.size), finding: null }
}

function open(note: string, { verifiers }: TrailToVerify): SignedCheckpoint | string {
  try {
    return openCheckpoint(note, verifiers)
  } catch (error) {
    return messageOf(error)
  }
}

/** Each checkpoint names the one before it, and a new key is brought in by a checkpoint that the old one signs too. */
function findProblem(
  checkpoint: SignedCheckpoint,
  before: SignedCheckpoint | undefined,
  trusted: ReadonlySet<string>,
): string | undefined {
  if (!before) return checkpoint.previous ? 'the one before it is missing' : undefined
  if (checkpoint.origin !== before.origin) return `it is of another trail, ${checkpoint.origin}`
  if (checkpoint.size <= before.size) return 'it signs no more than the one before it'
  if (!checkpoint.previous?.equals(hashOfNote(before.note))) return 'the one before it is missing'
  const isKnown = checkpoint.keyIds.some((id) => trusted.has(id))
  return isKnown ? undefined : 'its key was not brought in by the key before it'
}
