import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toReturnPath } from './return-path.ts'

const OURS = 'https://galerne.example.eu'
/** Where a browser goes. */
const leadsAway = (path: string) => !URL.canParse(path, OURS) || new URL(path, OURS).origin !== OURS

const HOSTILE = [
  'https://evil.example',
  'HTTPS:evil.example',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '\t//evil.example',
  '/\n/evil.example',
  '/\r\n/evil.example',
  ' //evil.example',
  '/./\\/evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/%5cevil.example/..//evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  '@evil.example',
  '.evil.example',
  `/${'a'.repeat(2000)}`,
]

test('the way back is a path of ours, whatever was asked for', () => {
  assert.ok(
    HOSTILE.filter(leadsAway).length >= 10,
    'the attacks are real where the wish is followed',
  )
  for (const wish of HOSTILE) {
    const path = toReturnPath(wish)
    assert.ok(path.startsWith('/') && !leadsAway(path), `${JSON.stringify(wish)} → ${path}`)
    // A header or another parser must not read it otherwise either.
    assert.doesNotMatch(path, /^\/[/\\]|[\r\n\t ]/)
  }
})

test('a path with a question and an anchor is kept as it is', () => {
  for (const path of ['/', '/chats/1?x=y#end', '/admin/keys', '/a/%2F%2Fb?c=https://d.example/']) {
    assert.equal(toReturnPath(path), path)
  }
  assert.equal(toReturnPath(undefined), '/')
})
