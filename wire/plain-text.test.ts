import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plainText } from './plain-text.ts'

const Name = plainText(100)

test('names of every script pass, with the joiners that some are written with', () => {
  const names = ['Ærø Ħamrun', 'Ελένη Παπαδοπούλου', 'Божидар', 'مريم', 'می‌خواهم', '👩‍🔬 Labor']
  for (const name of names) assert.ok(Name.safeParse(name).success, name)
})

test('what nobody sees makes no name: with it one looks like another', () => {
  const hidden = [0x200b, 0x200e, 0x202e, 0x2060, 0x2066, 0xfeff, 0xe0041, 0x61c, 0x0a, 0xd800]
  for (const code of hidden) {
    const name = `Personal${String.fromCodePoint(code)}rat`
    assert.equal(Name.safeParse(name).success, false, code.toString(16))
  }
})
