import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sha256Of, tinyGguf } from '#server/models/testing-files.ts'
import { modelsCommand } from './models.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'galerne-cli-models-'))
})
after(() => rm(folder, { recursive: true, force: true }))

/** Runs `galerne models …`: the exit code, and all that was said on both sides. */
async function galerne(...args: string[]) {
  let out = ''
  let error = ''
  const code = await modelsCommand(args, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (error += text) },
    env: { GALERNE_MODELS: join(folder, 'models') },
  })
  return { code, out, error }
}

test('a file that somebody brought is pulled, listed, verified and removed', async () => {
  const content = tinyGguf(100_000)
  const path = join(folder, 'Ħaġar Qim Model.gguf')
  await writeFile(path, content)

  const refused = await galerne('pull', `file:${path}`)
  assert.equal(refused.code, 2)
  assert.match(refused.error, /--sha256/)

  const pulled = await galerne('pull', `file:${path}`, '--sha256', sha256Of(content))
  assert.equal(pulled.code, 0)
  const [, id = ''] = /^(\S+) is installed/.exec(pulled.out) ?? []
  assert.equal(id, 'a-ar-qim-model')

  const listed = await galerne('list')
  assert.match(listed.out, /a-ar-qim-model +0 MB/)
  const [json] = JSON.parse((await galerne('list', '--json')).out).filter(
    (model: { id: string }) => model.id === id,
  )
  assert.equal(json.isInstalled, true)
  assert.equal(json.contextTokens, 2048)
  assert.equal(json.licence.name, 'apache-2.0')

  assert.match((await galerne('verify')).out, /^a-ar-qim-model: intact, SHA-256 [0-9a-f]{64}\n$/)
  assert.equal((await galerne('remove', id)).code, 0)
  assert.equal((await galerne('verify', id)).code, 1)
})

test('the list names each model’s licence, marks those that are not open source, and says what does not fit', async () => {
  const { code, out } = await galerne('list')
  assert.equal(code, 0)
  assert.match(out, /qwen2.5-coder-1.5b \(default\) +1.1 GB/)
  assert.match(out, /llama-3.2-1b .* Llama 3.2 Community License †/)
  assert.match(out, /ministral-3-3b .* Apache-2.0 /)
  assert.ok(out.split('\n').every((line) => line.length <= 150))
})

test('a model of the list can be brought by hand, and must still be the right file', async () => {
  const path = join(folder, 'wrong.gguf')
  await writeFile(path, tinyGguf(98_362_432 - 90_000_000))
  const { code, error } = await galerne('pull', 'smollm2-135m', '--from', `file:${path}`)
  assert.equal(code, 1)
  assert.match(error, /it ended after 8362432 of 98362432 bytes/)
  assert.equal((await galerne('remove', 'smollm2-135m')).code, 0)
})

test('what is called wrongly exits with 2 and says how to call it', async () => {
  const wrong = [
    ['frobnicate'],
    ['pull'],
    ['pull', 'a', 'b'],
    ['remove'],
    ['list', '--nope'],
    ['remove', '../../etc'],
    ['pull', 'https://example.org/model.gguf'],
    ['pull', 'hf:owner/repository'],
    ['pull', 'file:/x.gguf', '--sha256', 'abc'],
    ['pull', 'smollm2-135m', '--sources', 'carrier-pigeon'],
    ['pull', 'hf:a/b/smollm2-135m.gguf'],
  ]
  for (const args of wrong) {
    const { code, error } = await galerne(...args)
    assert.equal(code, 2, args.join(' '))
    assert.notEqual(error, '')
  }
  assert.equal((await galerne('pull', 'no-such-model')).code, 1)
  assert.equal((await galerne()).code, 0)
})
