import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { silentLog } from '#server/lib/log.ts'
import { createLedgerFile } from './ledger-file.ts'
import { readFrames, toFrame } from './ledger-frames.ts'

const folder = mkdtempSync(join(tmpdir(), 'galerne-ledger-file-'))
after(() => rmSync(folder, { recursive: true, force: true }))
let folders = 0
const newFolder = () => join(folder, `p${(folders += 1)}`)

function textsIn(path: string): string[] {
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => readFrames(readFileSync(join(path, name))).texts)
}

test('a line is there for whoever reads the file as soon as it was taken', () => {
  const own = newFolder()
  const file = createLedgerFile({ folder: own, log: silentLog })
  const texts = ['{"a":1}', JSON.stringify({ name: 'Łódź \u2028 👩‍👩‍👧 \n' }), '{}']
  for (const text of texts) {
    file.append(text)
    assert.equal(textsIn(own).at(-1), text)
  }
  assert.deepEqual(textsIn(own), texts)
})

test('a line that was cut off is left out, one that is damaged is told, and all others are read', () => {
  const whole = Buffer.from(['{"n":1}', '{"n":2}', '{"n":3}'].map(toFrame).join(''))
  for (let length = 0; length <= whole.length; length += 1) {
    const { texts, isTorn, damaged } = readFrames(whole.subarray(0, length))
    const lines = whole.subarray(0, length).toString().split('\n').length - 1
    assert.equal(texts.length, lines)
    assert.equal(isTorn, length > 0 && whole[length - 1] !== 0x0a)
    assert.deepEqual(damaged, [])
  }
  for (let at = 0; at < whole.length; at += 1) {
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    const { texts, damaged, isTorn } = readFrames(bytes)
    assert.ok(damaged.length >= 1 || isTorn, `byte ${at} changed and nobody saw it`)
    assert.ok(texts.length >= 1, 'what is not touched stays')
    for (const text of texts) assert.match(text, /^\{"n":[123]\}$/)
  }
})

test('an old file goes when all in it is done, and not before', async () => {
  const own = newFolder()
  const file = createLedgerFile({ folder: own, log: silentLog, maxSegmentBytes: 40 })
  const marks = ['{"n":1}', '{"n":2}', '{"n":3}', '{"n":4}', '{"n":5}'].map((text) =>
    file.append(text),
  )
  assert.equal(textsIn(own).length, 5)
  for (const mark of marks.slice(1)) mark.done()
  await file.flush()
  assert.ok(textsIn(own).includes('{"n":1}'))
  marks[0]?.done()
  marks[0]?.done()
  await file.close()
  assert.deepEqual(
    readdirSync(folder).filter((name) => own.endsWith(name)),
    [],
  )
})

test('what is written soon comes before what is written now, and at the end of the turn at the latest', async () => {
  const own = newFolder()
  const file = createLedgerFile({ folder: own, log: silentLog })
  file.appendSoon('{"soon":1}')
  assert.deepEqual(textsIn(own), [])
  file.append('{"now":1}')
  assert.deepEqual(textsIn(own), ['{"soon":1}', '{"now":1}'])
  file.appendSoon('{"soon":2}')
  await new Promise(setImmediate)
  assert.equal(textsIn(own).at(-1), '{"soon":2}')
})

test('a disk that is full in the middle of a line leaves no half of it behind', () => {
  const own = newFolder()
  let room = Infinity
  const write: typeof writeSync = (fd: number, bytes: NodeJS.ArrayBufferView | string) => {
    if (!Buffer.isBuffer(bytes)) throw new Error('bytes are expected')
    if (room === 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    const length = Math.min(bytes.length, room)
    room -= length
    return writeSync(fd, bytes, 0, length)
  }
  const file = createLedgerFile({ folder: own, log: silentLog, write })
  file.append('{"n":1}')
  room = 5
  assert.throws(() => file.append('{"n":2}'), { code: 'ENOSPC' })
  room = Infinity
  file.append('{"n":3}')
  const [name = ''] = readdirSync(own)
  const { texts, damaged, isTorn } = readFrames(readFileSync(join(own, name)))
  assert.deepEqual(
    { texts, damaged, isTorn },
    { texts: ['{"n":1}', '{"n":3}'], damaged: [], isTorn: false },
  )
  appendFileSync(join(own, name), '{"n":4')
  assert.ok(readFrames(readFileSync(join(own, name))).isTorn)
})
