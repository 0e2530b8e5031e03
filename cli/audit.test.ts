import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { makeBundle } from '#server/audit/bundle/bundle-testing.ts'
import { runCommand } from './main.ts'

const folder = mkdtempSync(join(tmpdir(), 'galerne-cli-audit-'))
const trail = join(folder, 'trail')
const { notes, signer } = makeBundle(trail, 60, 20)
after(() => rmSync(folder, { recursive: true, force: true }))

async function run(...args: string[]) {
  const printed: string[] = []
  const print = (text: string) => void printed.push(text)
  const code = await runCommand(['audit', ...args], { print, note: print })
  return { code, text: printed.join('\n') }
}

test('a trail that is right is said to be, with the key to compare', async () => {
  const { code, text } = await run('verify', trail, '--key', signer.verifier.text)
  assert.equal(code, 0, text)
  assert.match(text, /^All is right: 60 entries, 3 checkpoints/)
  assert.ok(text.includes(signer.verifier.text))
})

test('a trail that was tampered with ends with exit code 1 and the first bad entry', async () => {
  const path = join(trail, 'entries.jsonl')
  const before = readFileSync(path, 'utf8')
  writeFileSync(path, before.replace('"calls":3', '"calls":4'))
  const { code, text } = await run('verify', trail)
  writeFileSync(path, before)
  assert.equal(code, 1)
  assert.equal(
    text,
    'NOT RIGHT. Entry 3 is not what it was: it does not have the hash that stands beside it.',
  )
})

test('a trail whose checkpoints were taken away is not called right', async () => {
  const path = join(trail, 'checkpoints.jsonl')
  const before = readFileSync(path, 'utf8')
  writeFileSync(path, '')
  const { code, text } = await run('verify', trail)
  writeFileSync(path, before)
  assert.equal(code, 1)
  assert.match(text, /^NOT RIGHT\. Nothing of it is signed/)
})

test('checkpoints that were kept elsewhere are read as files of notes, and as notes', async () => {
  for (const [name, content] of [
    ['kept.jsonl', notes.map((note) => `${JSON.stringify({ note })}\n`).join('')],
    ['kept.txt', notes.join('\n')],
  ] as const) {
    const path = join(folder, name)
    writeFileSync(path, content)
    assert.equal((await run('verify', trail, '--against', path)).code, 0, name)
  }
  writeFileSync(join(folder, 'none.txt'), 'nothing')
  const { code, text } = await run('verify', trail, '--against', join(folder, 'none.txt'))
  assert.equal(code, 1)
  assert.match(text, /holds no checkpoint/)
})

test('what is no trail, no key or no command is told in a sentence', async () => {
  assert.match((await run('verify', folder)).text, /is no exported trail: it has no trail\.json/)
  assert.match((await run('verify', trail, '--key', 'x')).text, /no key of a signed note/)
  assert.equal((await run('burn')).code, 2)
})
