import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scanObject } from '#server/lib/json-scan.ts'
import { findInBody, type BodyFindings } from './find-in-body.ts'

const KEY = 'AKIAIOSFODNN7EXAMPLQ'
const PICTURE = Buffer.alloc(900, '\x89PNG\r\n\x1a\n\0', 'latin1').toString('base64')

function look(content: unknown, escaped = false): BodyFindings {
  const json = JSON.stringify({ messages: [{ role: 'user', content }] })
  const body = Buffer.from(escaped ? json.replaceAll('/', String.raw`\/`) : json)
  const found = findInBody(body, scanObject(body).members)
  assert.ok(!(found instanceof Promise))
  return found
}

const kindsOf = ({ located }: BodyFindings) =>
  located.flatMap(({ findings }) => findings.map(({ kind }) => kind))

test('what only begins like a data URL is read: an event stream, a YAML file, words', () => {
  const texts = [
    `data: {"aws": "${KEY}"}`,
    `data:\n  aws_access_key_id: ${KEY}`,
    `data:text/plain,my key is ${KEY}`,
    `data:image/png;base64, see ${KEY}`,
    `data:image/png;base64,${PICTURE}\n\nand my key is ${KEY}`,
  ]
  for (const text of texts) assert.deepEqual(kindsOf(look(text)), ['secret'], text.slice(0, 40))
})

test('what stands where files stand is read where it is no file', () => {
  const source = { type: 'text', media_type: 'text/plain', data: `The key is ${KEY}. `.repeat(9) }
  assert.ok(kindsOf(look([{ type: 'document', source }])).includes('secret'))
})

test('pictures are not read, and it is said how many there were', () => {
  const url = `data:image/png;charset=utf-8;base64,${PICTURE}`
  const parts = [
    { type: 'image_url', image_url: { url } },
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PICTURE } },
  ]
  assert.deepEqual(look(parts), { located: [], unread: 2 })
  assert.deepEqual(look(parts, true), { located: [], unread: 2 })
})
