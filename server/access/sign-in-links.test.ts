import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import { createSignInLinks, LINK_MS } from './sign-in-links.ts'

function setup() {
  const clock = createManualClock()
  return { clock, links: createSignInLinks({ clock }) }
}

test('a link works once', () => {
  const { links } = setup()
  const token = links.create()
  assert.deepEqual([links.redeem(token), links.redeem(token)], [true, false])
})

test('a link ends after fifteen minutes', () => {
  const { clock, links } = setup()
  const [early, late] = [links.create(), links.create()]
  clock.advance(LINK_MS - 1)
  assert.ok(links.redeem(early))
  clock.advance(1)
  assert.ok(!links.redeem(late))
})

test('a link holds 256 random bits, and nothing else opens', () => {
  const { links } = setup()
  const token = links.create()
  assert.equal(Buffer.from(token, 'base64url').length, 32)
  for (const wrong of ['', token.slice(1), `${token}a`, token.toLowerCase(), 'a'.repeat(10_000)]) {
    assert.ok(!links.redeem(wrong))
  }
  assert.ok(links.redeem(token))
})

test('asking for links without end fills no memory: the oldest give way', () => {
  const { links } = setup()
  const tokens = Array.from({ length: 100 }, () => links.create())
  assert.equal(tokens.filter((token) => links.redeem(token)).length, 20)
  assert.ok(!links.redeem(tokens[0] ?? ''))
})
