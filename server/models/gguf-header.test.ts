import assert from 'node:assert/strict'
import { open } from 'node:fs/promises'
import { test } from 'node:test'
import { NotGgufError, parseGgufHeader, readGgufHeader } from './gguf-header.ts'
import { modelForTests, smallModelForTests } from './testing.ts'
import { ggufString, numberField, textField, tinyGguf, uint32 } from './testing-files.ts'

test('the default model says what it is', async () => {
  const { path } = await modelForTests()
  assert.deepEqual(await readGgufHeader(path), {
    version: 3,
    architecture: 'qwen2',
    name: 'Qwen2.5 Coder 0.5B Instruct AWQ',
    quantisation: 'Q4_K_M',
    contextTokens: 32_768,
    tokenizer: 'gpt2',
    hasChatTemplate: true,
    licence: null,
    languages: [],
    contextBytesPerToken: 2 * 2 * 24 * 128,
  })
})

test('the small model says what it is', async () => {
  const { path } = await smallModelForTests()
  const header = await readGgufHeader(path)
  assert.equal(header.architecture, 'llama')
  assert.equal(header.contextTokens, 8192)
  assert.equal(header.hasChatTemplate, true)
})

test('a real header that is cut off anywhere is an error of ours', async () => {
  const { path } = await smallModelForTests()
  const file = await open(path)
  const { buffer } = await file.read(Buffer.alloc(3_000_000), 0, 3_000_000, 0)
  await file.close()
  const whole = parseGgufHeader(buffer)
  for (let length = 0; length < buffer.length; length += 8191) {
    const header = attempt(buffer.subarray(0, length))
    assert.ok(header instanceof NotGgufError || header.architecture === whole.architecture)
  }
})

test('random damage is an error of ours or a header, and never takes long', () => {
  const header = tinyGguf(600)
  for (let at = 0; at < header.length; at += 1) {
    for (const mask of [0x01, 0x80, 0xff]) {
      const damaged = Buffer.from(header)
      damaged[at] = (damaged[at] ?? 0) ^ mask
      const outcome = attempt(damaged)
      assert.ok(outcome instanceof NotGgufError || typeof outcome.architecture === 'string')
    }
  }
})

test('counts that would fill the memory allocate nothing', () => {
  const huge = Buffer.alloc(8)
  huge.writeBigUInt64LE(2n ** 50n)
  const architecture = textField('general.architecture', 'llama')
  const listOf = (type: number) =>
    gguf(architecture, Buffer.concat([ggufString('tokens'), uint32(9), uint32(type), huge]))
  for (const type of [0, 4, 8, 10, 12]) {
    assert.ok(attempt(listOf(type)) instanceof NotGgufError)
  }
  const longText = Buffer.concat([ggufString('name'), uint32(8), huge])
  assert.ok(attempt(gguf(architecture, longText)) instanceof NotGgufError)
  const manyFields = gguf(architecture)
  manyFields.writeBigUInt64LE(2n ** 62n, 16)
  assert.ok(attempt(manyFields) instanceof NotGgufError)
  const nested = Buffer.concat([ggufString('list'), uint32(9), uint32(9), huge])
  assert.ok(attempt(gguf(architecture, nested)) instanceof NotGgufError)
})

test('other files are told apart from models', () => {
  const others = ['', 'GGUF', '<!doctype html><p>Sign in to continue', 'version https://git-lfs']
  for (const text of others) assert.ok(attempt(Buffer.from(text)) instanceof NotGgufError, text)
  assert.ok(attempt(gguf(numberField('general.file_type', 15))) instanceof NotGgufError)
})

function attempt(bytes: Buffer) {
  try {
    return parseGgufHeader(bytes)
  } catch (error) {
    if (error instanceof NotGgufError) return error
    throw error
  }
}

function gguf(...fields: Buffer[]): Buffer {
  const head = Buffer.alloc(24)
  head.write('GGUF')
  head.writeUInt32LE(3, 4)
  head.writeBigUInt64LE(BigInt(fields.length), 16)
  return Buffer.concat([head, ...fields])
}
