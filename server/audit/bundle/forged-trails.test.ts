import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { canonicalJson } from '../trail/canonical-json.ts'
import { hashOfNote, openCheckpoint, signCheckpoint } from '../trail/checkpoint.ts'
import { createFrontier, leafHash } from '../trail/merkle.ts'
import { createNoteSigner, openNote, signNote, type NoteSigner } from '../trail/signed-note.ts'
import { checkCheckpoints } from '../verify/check-checkpoints.ts'
import { createTrailVerifier } from '../verify/verify-trail.ts'
import { makeBundle, makeRecord } from './bundle-testing.ts'
import { FILES, writeHead } from './bundle-format.ts'
import { verifyBundle } from './verify-bundle.ts'

const root = mkdtempSync(join(tmpdir(), 'galerne-forged-'))
after(() => rmSync(root, { recursive: true, force: true }))

const ORIGIN = 'galerne.example.eu/audit/test'
const stranger = createNoteSigner(ORIGIN).signer

function makeFolder(count = 40, every = 10) {
  const folder = mkdtempSync(join(root, 'trail-'))
  return { folder, ...makeBundle(folder, count, every) }
}

/** Whoever holds a signed note can put a signature of their own below it. */
function cosign(note: string, signer: NoteSigner): string {
  const body = note.slice(0, note.indexOf('\n\n') + 1)
  return `${note}${signNote(body, [signer]).slice(body.length + 1)}`
}

/** What was believed before: a checkpoint that any key signed which signed one before it, with others or alone. */
function believesCosigners(notes: readonly string[], all: NoteSigner['verifier'][]): boolean {
  const trusted = new Set<string>()
  return notes.every((note, at) => {
    const { signers } = openCheckpoint(note, all)
    const isKnown = at === 0 || signers.some((key) => trusted.has(key))
    for (const key of signers) trusted.add(key)
    return isKnown
  })
}

test('a signature that a stranger adds to a signed checkpoint lets nobody go on in its name', async () => {
  const { folder, notes, first } = makeFolder()
  const taken = cosign(notes[0] ?? '', stranger)
  // Entries after the first ten are made up.
  const lines = Array.from({ length: 20 }, (_, at) =>
    makeRecord(at).replace('"done"', at < 10 ? '"done"' : '"gone"'),
  )
  const frontier = createFrontier()
  for (const line of lines) frontier.append(leafHash(line))
  const forged = signCheckpoint(
    {
      origin: ORIGIN,
      size: 20,
      root: frontier.root(),
      at: '2026-11-22T10:00:00.000Z',
      previous: hashOfNote(taken),
    },
    [stranger],
  )
  writeFileSync(join(folder, FILES.entries), lines.map((line) => `${line}\n`).join(''))
  writeFileSync(join(folder, FILES.hashes), Buffer.concat(lines.map(leafHash)))
  const forgedNotes = [taken, forged]
  writeFileSync(
    join(folder, FILES.checkpoints),
    forgedNotes.map((note) => `${JSON.stringify({ note })}\n`).join(''),
  )
  appendFileSync(join(folder, FILES.keys), `${stranger.verifier.text}\n`)
  assert.ok(believesCosigners(forgedNotes, [first.verifier, stranger.verifier]), 'it works once')
  const pinnedKey = first.verifier.text
  const { finding } = await verifyBundle({ folder, pinnedKey })
  assert.equal(finding?.kind, 'unsigned')
  assert.match(finding.message, /nobody brought in/)
})

test('a key takes over only where the key before it says so, and is then the only one', () => {
  const [old, next] = [createNoteSigner(ORIGIN).signer, createNoteSigner(ORIGIN).signer]
  const at = '2026-11-22T10:00:00.000Z'
  const base = { origin: ORIGIN, root: createFrontier().root(), at }
  const first = signCheckpoint({ ...base, size: 1, previous: null }, [old])
  const nextKey = next.verifier.text
  const second = { ...base, size: 2, previous: hashOfNote(first) }
  const findingOf = (...notes: string[]) =>
    checkCheckpoints({ verifiers: [old.verifier, next.verifier], checkpoints: notes }).finding
  const handed = signCheckpoint({ ...second, nextKey }, [old, next])
  assert.equal(findingOf(first, handed), null)
  assert.ok(findingOf(first, signCheckpoint(second, [old, next])), 'it is not named')
  assert.ok(findingOf(first, signCheckpoint({ ...second, nextKey }, [old])), 'it has not signed')
  assert.ok(findingOf(first, signCheckpoint({ ...second, nextKey }, [next])), 'nobody hands over')
  const third = { ...base, size: 3, previous: hashOfNote(handed) }
  assert.equal(findingOf(first, handed, signCheckpoint(third, [next])), null)
  assert.ok(findingOf(first, handed, signCheckpoint(third, [old])), 'it was retired')
})

test('two keys of the same id are told apart, and no key signs twice', () => {
  const { signer } = createNoteSigner(ORIGIN)
  const { keyId } = signer.verifier
  const collides = { ...stranger.verifier, keyId }
  const at = '2026-11-22T10:00:00.000Z'
  const base = { origin: ORIGIN, root: createFrontier().root(), at, size: 1, previous: null }
  const own = signCheckpoint(base, [signer])
  const both = [collides, signer.verifier]
  assert.deepEqual(openCheckpoint(own, both).signers, [signer.verifier.text])
  const theirs = signCheckpoint(base, [{ ...stranger, verifier: collides }])
  assert.ok(openCheckpoint(theirs, both).keyIds.includes(keyId), 'the id alone is believed')
  const pinnedKey = signer.verifier.text
  const report = createTrailVerifier({ verifiers: both, checkpoints: [theirs], pinnedKey }).end()
  assert.equal(report.finding?.kind, 'unsigned')
  const line = own.slice(own.indexOf('\n\n') + 2)
  assert.throws(() => openNote(`${own}${line}`, [signer.verifier]), /signed it twice/)
})

test('hashes in place of entries are believed only where a checkpoint signs them', async () => {
  const { folder } = makeFolder()
  const lines = [64, 65].map(makeRecord)
  const prefix = [Buffer.alloc(32, 7).toString('base64')]
  const head = { format: 'galerne-audit-1' as const, origin: ORIGIN, from: 64, prefix }
  writeFileSync(join(folder, FILES.trail), writeHead(head))
  writeFileSync(join(folder, FILES.entries), lines.map((line) => `${line}\n`).join(''))
  writeFileSync(join(folder, FILES.hashes), Buffer.concat(lines.map(leafHash)))
  assert.equal((await verifyBundle({ folder })).finding?.kind, 'unsigned')
  // The same bytes written otherwise are another file.
  const loose = [(prefix[0] ?? '').replace(/c=$/, 'd=')]
  assert.deepEqual(Buffer.from(loose[0] ?? '', 'base64'), Buffer.alloc(32, 7))
  writeFileSync(join(folder, FILES.trail), writeHead({ ...head, prefix: loose }))
  assert.equal((await verifyBundle({ folder })).finding?.kind, 'unreadable')
})

test('entries that no stack holds and lines without an end are refused, not fatal', async () => {
  const deep = makeFolder()
  const nested = `{"deep":${'['.repeat(60_000)}${']'.repeat(60_000)},"seq":40}`
  assert.throws(() => canonicalJson(JSON.parse(nested)), RangeError)
  appendFileSync(join(deep.folder, FILES.entries), `${nested}\n`)
  appendFileSync(join(deep.folder, FILES.hashes), leafHash(nested))
  const { finding } = await verifyBundle(deep)
  assert.deepEqual([finding?.kind, finding?.sequence], ['unreadable', 40])
  const long = makeFolder()
  appendFileSync(join(long.folder, FILES.entries), '"'.repeat(12 * 1024 * 1024))
  assert.match((await verifyBundle(long)).finding?.message ?? '', /far too long/)
  assert.equal(readFileSync(join(long.folder, FILES.trail), 'utf8').length > 0, true)
})
