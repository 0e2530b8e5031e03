import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { inSlices } from '../in-slices.ts'
import { readFile, type FileItem } from './read-file.ts'
import { readInThread } from './reader.ts'

const chat = (id: string, lengths: readonly number[]) => ({
  id,
  name: id,
  messages: lengths.map((length, at) => ({
    role: at % 2 === 0 ? 'user' : 'assistant',
    content: `${at} ${'x'.repeat(length)}`,
  })),
})

test('conversations that are too long to be handed over at once come out of the thread whole, in their order', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'galerne-reader-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'chats.json')
  const long = chat('long', [700_000, 700_000, 1_500_000, 10, 10])
  writeFileSync(path, JSON.stringify([chat('before', [5, 5]), long, chat('behind', [5, 900_000])]))

  const inThread = (await Array.fromAsync(readInThread({ path, name: 'chats.json' }))).flat()

  const atOnce = await Array.fromAsync(readFile(path, 'chats.json'))
  assert.deepEqual(inThread, atOnce)
  assert.deepEqual(inThread.map(countOf), [2, 5, 2])
})

const countOf = (item: FileItem) =>
  item.type === 'reading' ? item.reading.conversation?.messages.length : undefined

test('a slice has no more than it may, and one thing that is larger by itself is a slice of its own', () => {
  const sizes = [3, 3, 3, 20, 1, 1, 1]
  const slices = [...inSlices(sizes, (size) => size, { count: 2, chars: 8 })]
  assert.deepEqual(slices, [[3, 3], [3], [20], [1, 1], [1]])
  assert.deepEqual([...inSlices([], () => 1, { count: 2, chars: 8 })], [])
})
