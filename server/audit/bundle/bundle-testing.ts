import { canonicalJson } from '../trail/canonical-json.ts'
import { hashOfNote, signCheckpoint } from '../trail/checkpoint.ts'
import { createFrontier, leafHash } from '../trail/merkle.ts'
import { createNoteSigner, type NoteSigner } from '../trail/signed-note.ts'
import { openBundleWriter } from './bundle-writer.ts'

export interface MadeBundle {
  signer: NoteSigner
  /** The one before it, with which the trail begins. */
  first: NoteSigner
  /** All of them, the oldest first. */
  notes: string[]
}

const ORIGIN = 'galerne.example.eu/audit/test'

export function makeRecord(seq: number): string {
  return canonicalJson({
    v: 1,
    seq,
    at: new Date(Date.UTC(2026, 0, 1) + seq * 10).toISOString(),
    actor: { kind: 'person', id: `p-${String(seq % 97).padStart(22, 'x')}` },
    action: seq % 3 === 0 ? 'key.create' : 'model.call',
    resource: { kind: 'key', id: `0197a000-0000-7000-8000-${String(seq).padStart(12, '0')}` },
    outcome: 'done',
    facts: { calls: seq % 7, classification: 'internal' },
    request: `0197a000-0000-7000-8000-${String(seq).padStart(12, '1')}`,
  })
}

/** A trail in a folder, with a checkpoint after each so many entries; its key changes in the middle. */
export function makeBundle(folder: string, count: number, everyEntries: number): MadeBundle {
  const writer = openBundleWriter(folder, { origin: ORIGIN, from: 0, prefix: [] })
  const first = createNoteSigner(ORIGIN).signer
  const second = createNoteSigner(ORIGIN).signer
  writer.addKeys([first, second].map(({ verifier }) => verifier.text))
  const frontier = createFrontier()
  const notes: string[] = []
  let signers = [first]
  for (let from = 0; from < count; from += everyEntries) {
    const size = Math.min(count, from + everyEntries)
    const records = Array.from({ length: size - from }, (_, at) => makeRecord(from + at))
    for (const record of records) frontier.append(leafHash(record))
    writer.addEntries(records)
    const before = notes.at(-1)
    const isHandingOver = signers.length === 1 && signers[0] === first && from >= count / 2
    if (isHandingOver) signers = [first, second]
    const at = new Date(Date.UTC(2026, 0, 1) + size * 10).toISOString()
    const previous = before === undefined ? null : hashOfNote(before)
    const note = signCheckpoint(
      {
        origin: ORIGIN,
        size,
        root: frontier.root(),
        at,
        previous,
        ...(isHandingOver && { nextKey: second.verifier.text }),
      },
      signers,
    )
    if (isHandingOver) signers = [second]
    notes.push(note)
    writer.addCheckpoint(size, note)
  }
  writer.sync()
  writer.close()
  return { signer: second, first, notes }
}
