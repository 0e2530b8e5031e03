import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandOfKeys, SHORTCUTS, type KeyPress } from './commands.ts'

const press = (keys: Partial<KeyPress>): KeyPress => ({
  key: '',
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...keys,
})

test('a command is found by the place of its keys, whatever they write on a keyboard', () => {
  assert.equal(commandOfKeys(press({ key: 'k', code: 'KeyK', ctrlKey: true }), true), 'palette')
  // A Greek keyboard, and a Mac.
  assert.equal(commandOfKeys(press({ key: 'κ', code: 'KeyK', metaKey: true }), true), 'palette')
  assert.equal(commandOfKeys(press({ key: 'k', code: 'KeyK' }), false), undefined)
})

test('a single key is a command only where nobody writes, wherever it is on the keyboard', () => {
  const german = press({ key: '?', code: 'Minus', shiftKey: true })
  assert.equal(commandOfKeys(german, false), 'help')
  assert.equal(commandOfKeys(german, true), undefined)
})

test('AltGr writes, and is no command', () => {
  const altGr = press({ key: 'ķ', code: 'KeyK', ctrlKey: true, altKey: true })
  assert.equal(commandOfKeys(altGr, true), undefined)
})

test('no two commands have the same keys, and none takes AltGr', () => {
  const chords = Object.values(SHORTCUTS)
  assert.equal(new Set(chords).size, chords.length)
  for (const chord of chords) assert.equal(/Mod.*Alt/.test(chord), false, chord)
})
