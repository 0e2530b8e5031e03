import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from './app-error.ts'
import { checkRandomJson } from './json-scan-fuzz-testing.ts'
import { scanObject, splice, stringAt } from './json-scan.ts'
import { createRandom } from './random-testing.ts'

test('names inside text, nested objects and arrays are not mistaken for those at the top', () => {
  const text = '{"messages":[{"content":"{\\"model\\":\\"evil\\"}","model":"no"}], "model" : "yes"}'
  const bytes = Buffer.from(text)
  const { members } = scanObject(bytes)
  assert.deepEqual(
    members.map(({ name }) => name),
    ['messages', 'model'],
  )
  const model = members[1]
  assert.ok(model)
  assert.equal(bytes.toString('utf8', model.start, model.end), '"yes"')
})

test('names and values written with escapes are the same names and values', () => {
  const bytes = Buffer.from(String.raw`{"mod\u0065l":"mistral-l\u0061rge ✓"}`)
  const [member] = scanObject(bytes).members
  assert.ok(member)
  assert.equal(member.name, 'model')
  assert.equal(stringAt(bytes, member), 'mistral-large ✓')
})

test('a name that comes twice is refused, however it is written', () => {
  const reason = reasonFor(String.raw`{"model":"a","m\u006fdel":"b"}`)
  assert.match(reason, /"model" twice/)
})

test('every other byte survives a splice', () => {
  const bytes = Buffer.from('{ "a" : "č" ,\t"model":"short", "z":[1.50e+3, "\\u00e9"] }')
  const model = scanObject(bytes).members[1]
  assert.ok(model)
  const spliced = splice(bytes, [
    { start: model.start, end: model.end, text: '"longer-name-ž"' },
    { start: 1, end: 1, text: '"b":true,' },
  ])
  assert.equal(
    spliced.toString(),
    '{"b":true, "a" : "č" ,\t"model":"longer-name-ž", "z":[1.50e+3, "\\u00e9"] }',
  )
})

test('what is wrong is told with its place', () => {
  assert.match(reasonFor('{"a":1,}'), /at byte 7, a name in double quotes/)
  assert.match(reasonFor('{"a":1} x'), /at byte 8, nothing may follow/)
  assert.match(reasonFor('{"a":[1,2'), /at its end, a comma or a closing bracket/)
  assert.match(reasonFor('[]'), /an object was expected/)
  assert.match(reasonFor('  '), /empty/)
  assert.match(reasonFor(Buffer.from('{"a":"\xff"}', 'latin1')), /UTF-8/)
  assert.match(reasonFor('\uFEFF{}'), /at byte 0/)
})

test('a hundred thousand brackets are refused at once', () => {
  assert.match(reasonFor(`{"a":${'['.repeat(100_000)}`), /nesting/)
  assert.match(reasonFor(`{"a":${'{"a":'.repeat(100_000)}`), /nesting/)
  const deep = 126
  assert.equal(
    scanObject(Buffer.from(`{"a":${'['.repeat(deep)}${']'.repeat(deep)}}`)).members.length,
    1,
  )
})

test('it takes what JSON.parse takes, member by member, and refuses what it refuses', () => {
  const random = createRandom(4380)
  for (let round = 0; round < 20_000; round += 1) assert.equal(checkRandomJson(random), undefined)
})

function reasonFor(body: string | Buffer): string {
  try {
    scanObject(typeof body === 'string' ? Buffer.from(body) : body)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    assert.equal(error.code, 'invalid_json')
    return error.message
  }
  return 'it was accepted'
}
