import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fieldOf } from '#server/lib/field-of.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { createRandom } from '#server/lib/random-testing.ts'
import { HASH_BYTES, leafHash } from '../trail/merkle.ts'
import { makeBundle } from './bundle-testing.ts'
import { FILES } from './bundle-format.ts'
import { openBundleWriter } from './bundle-writer.ts'
import { verifyBundle } from './verify-bundle.ts'

const root = mkdtempSync(join(tmpdir(), 'galerne-bundle-'))
after(() => rmSync(root, { recursive: true, force: true }))

const COUNT = 600
const intact = join(root, 'intact')
const { notes } = makeBundle(intact, COUNT, 100)

/** What somebody does to the files, on a copy. */
async function reportOf(tamper: (folder: string) => void, elsewhere: readonly string[] = []) {
  const folder = mkdtempSync(join(root, 'copy-'))
  cpSync(intact, folder, { recursive: true })
  tamper(folder)
  const report = await verifyBundle({ folder, elsewhere }).catch((error: unknown) => ({
    finding: { kind: 'refused', sequence: null, message: String(error) },
  }))
  rmSync(folder, { recursive: true })
  return { finding: report.finding, rows: report }
}

const read = (folder: string, name: keyof typeof FILES) => readFileSync(join(folder, FILES[name]))
const write = (folder: string, name: keyof typeof FILES, what: Buffer | string) =>
  writeFileSync(join(folder, FILES[name]), what)
const linesOf = (folder: string) => read(folder, 'entries').toString().trimEnd().split('\n')

/** Entries and, as whoever has the database can, the hashes beside them: the checkpoints alone stay. */
function writeEntries(folder: string, lines: string[]): void {
  write(folder, 'entries', lines.map((line) => `${line}\n`).join(''))
  write(folder, 'hashes', Buffer.concat(lines.map(leafHash)))
}

/** What many “tamper-proof” logs do: each row has the hash that stands beside it, and the right number. */
function chainOnly(folder: string): boolean {
  const hashes = read(folder, 'hashes')
  return linesOf(folder).every((line, at) => {
    const leaf = hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)
    return leafHash(line).equals(leaf) && fieldOf(parseJson(line), 'seq') === at
  })
}

test('a trail that nobody touched is right, whole, and signed by a key that was handed over', async () => {
  const report = await verifyBundle({ folder: intact, elsewhere: notes })
  assert.equal(report.finding, null)
  assert.equal(report.size, COUNT)
  assert.equal(report.signedSize, COUNT)
  assert.equal(report.keys.length, 2)
})

const REWRITES: [string, (lines: string[]) => string[]][] = [
  ['an entry is changed', (lines) => lines.with(250, lines[250]?.replace('done', 'gone') ?? '')],
  ['the last entries are cut off', (lines) => lines.slice(0, -1)],
  [
    'an entry is deleted, and those after it are renumbered',
    (lines) => lines.toSpliced(250, 1).map((line, at) => line.replace(/"seq":\d+/, `"seq":${at}`)),
  ],
  [
    'two entries are exchanged, with their numbers',
    (lines) =>
      lines
        .with(250, lines[251] ?? '')
        .with(251, lines[250] ?? '')
        .map((line, at) => line.replace(/"seq":\d+/, `"seq":${at}`)),
  ],
]
for (const [what, rewrite] of REWRITES) {
  test(`${what}, and its hash with it: a chain of rows does not see it, a signed checkpoint does`, async () => {
    let isMissed = false
    const { finding } = await reportOf((folder) => {
      writeEntries(folder, rewrite(linesOf(folder)))
      isMissed = chainOnly(folder)
    })
    assert.ok(isMissed, 'the weaker check finds nothing')
    assert.ok(finding)
    if (finding.sequence !== null) assert.ok(finding.sequence <= 599 && finding.sequence >= 200)
  })
}

test('who cuts off entries and the checkpoints of them is found by a checkpoint that was kept elsewhere, and only by that', async () => {
  const cut = (folder: string) => {
    writeEntries(folder, linesOf(folder).slice(0, 400))
    const lines = read(folder, 'checkpoints').toString().trimEnd().split('\n')
    write(
      folder,
      'checkpoints',
      lines
        .slice(0, 4)
        .map((line) => `${line}\n`)
        .join(''),
    )
  }
  assert.equal((await reportOf(cut)).finding, null)
  const { finding } = await reportOf(cut, notes.slice(-1))
  assert.equal(finding?.kind, 'cut-off')
  assert.equal(finding.sequence, 400)
})

test('who writes the whole trail anew, with keys of their own, is found by a checkpoint that was kept elsewhere', async () => {
  const anew = (folder: string) => {
    rmSync(folder, { recursive: true })
    makeBundle(folder, COUNT, 100)
  }
  assert.equal((await reportOf(anew)).finding, null)
  assert.equal((await reportOf(anew, notes.slice(-1))).finding?.kind, 'unsigned')
})

test('a single entry that is changed, missing or moved is named', async () => {
  const changed = await reportOf((folder) => {
    const bytes = read(folder, 'entries')
    const at = bytes.indexOf('"seq":123,') - 20
    bytes[at] = (bytes[at] ?? 0) ^ 1
    write(folder, 'entries', bytes)
  })
  assert.deepEqual([changed.finding?.kind, changed.finding?.sequence], ['changed', 123])
  const missing = await reportOf((folder) => writeEntries(folder, linesOf(folder).toSpliced(77, 2)))
  assert.deepEqual(missing.finding, {
    kind: 'missing',
    sequence: 77,
    message: 'Entries 77 to 78 are missing.',
  })
  const moved = await reportOf((folder) => {
    const lines = linesOf(folder)
    writeEntries(folder, lines.with(10, lines[500] ?? '').with(500, lines[10] ?? ''))
  })
  assert.deepEqual([moved.finding?.kind, moved.finding?.sequence], ['reordered', 10])
})

test('whatever single byte of a trail is changed, taken out or cut off, it is found', async () => {
  const random = createRandom(20_261_122)
  const names = ['entries', 'hashes', 'checkpoints', 'keys', 'trail'] as const
  for (let round = 0; round < 300; round += 1) {
    const name = names[round % names.length] ?? 'entries'
    let what = ''
    const { finding } = await reportOf((folder) => {
      const bytes = read(folder, name)
      const at = Math.floor(random() * bytes.length)
      const way = Math.floor(random() * 4)
      what = `round ${round}: ${name}, way ${way}, byte ${at} of ${bytes.length}`
      write(folder, name, mutate(bytes, at, way))
    })
    assert.ok(finding, what)
  }
})

function mutate(bytes: Buffer, at: number, way: number): Buffer {
  const changed = Buffer.from(bytes)
  if (way === 0) changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
  if (way === 1) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])
  if (way === 2) return Buffer.concat([bytes.subarray(0, at), Buffer.from('x'), bytes.subarray(at)])
  if (way === 3) return bytes.subarray(0, at)
  return changed
}

test('a folder that a crash left in the middle of a line goes on where it was, and is right', async () => {
  const folder = join(root, 'crashed')
  cpSync(intact, folder, { recursive: true })
  const entries = read(folder, 'entries')
  write(folder, 'entries', Buffer.concat([entries, Buffer.from('{"half":')]))
  write(folder, 'hashes', read(folder, 'hashes').subarray(0, -3 * HASH_BYTES - 5))
  const writer = openBundleWriter(folder, {
    origin: 'galerne.example.eu/audit/test',
    from: 0,
    prefix: [],
  })
  assert.deepEqual([writer.next, writer.signed], [COUNT, COUNT])
  writer.close()
  assert.equal((await verifyBundle({ folder })).finding, null)
})
