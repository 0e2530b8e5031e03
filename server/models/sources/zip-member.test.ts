import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { tinyGguf, zip } from '../testing-files.ts'
import { readZipMember } from './zip-member.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'galerne-zip-'))
})
after(() => rm(folder, { recursive: true, force: true }))

const content = tinyGguf(3_000_000)
const member = 'pack/data/model.bin'

async function read(archive: Buffer, maxBytes = content.length): Promise<Buffer> {
  const path = join(folder, 'archive.whl')
  await writeFile(path, archive)
  return Buffer.concat(await Array.fromAsync(readZipMember(path, { member, maxBytes })))
}

test('a member comes out as it went in, whatever else the archive holds', async () => {
  const other = { name: '../../etc/passwd', content: Buffer.from('x') }
  assert.deepEqual(await read(zip([other, { name: member, content }, other])), content)
})

test('a name that is not there exactly is not found', async () => {
  await assert.rejects(
    read(zip([{ name: `./${member}`, content }])),
    /has no pack\/data\/model.bin/,
  )
})

test('two members of one name are refused, since readers differ on which counts', async () => {
  const entry = { name: member, content }
  await assert.rejects(read(zip([entry, entry])), /twice/)
})

test('a bomb that says its size is refused before it is unpacked', async () => {
  const bomb = { name: member, content: Buffer.alloc(50_000_000) }
  await assert.rejects(read(zip([bomb])), /more than 3000000 expected/)
})

test('a bomb that lies about its size is stopped at the size it gave', async () => {
  const bomb = { name: member, content: Buffer.alloc(50_000_000), claims: { sizeBytes: 1000 } }
  await assert.rejects(read(zip([bomb])), /longer than it says/)
})

test('a member that ends early, or whose bytes changed, is refused', async () => {
  const short = { name: member, content, claims: { sizeBytes: content.length + 1 } }
  await assert.rejects(read(zip([short]), content.length + 1), /shorter than it says/)
  await assert.rejects(read(zip([{ name: member, content, claims: { crc: 1 } }])), /damaged/)
})

test('encrypted members and unknown packings are refused', async () => {
  await assert.rejects(read(zip([{ name: member, content, claims: { flags: 1 } }])), /encrypted/)
  await assert.rejects(read(zip([{ name: member, content, claims: { method: 99 } }])), /encrypted/)
})

test('an archive that is cut off anywhere is an error, never a hang or half a member', async () => {
  const archive = zip([{ name: member, content: content.subarray(0, 5000) }])
  for (let length = 0; length < archive.length; length += 97) {
    await assert.rejects(read(archive.subarray(0, length)), /the archive/, `${length} bytes`)
  }
})

test('random damage never brings out anything but the member itself', async () => {
  const small = content.subarray(0, 5000)
  const archive = zip([{ name: member, content: small }])
  for (let at = 0; at < archive.length; at += 41) {
    const damaged = Buffer.from(archive)
    damaged[at] = (damaged[at] ?? 0) ^ 0x55
    const outcome = await read(damaged).catch((error: unknown) => error)
    if (outcome instanceof Buffer) assert.deepEqual(outcome, small)
    else assert.ok(outcome instanceof Error)
  }
})
