import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countLeaks } from './residency-testing.ts'

const SEEDS = Array.from({ length: 12 }, (_, index) => index + 1)

test('whatever fails, and whenever rules change, no call goes where it may not (1,200 random ones)', async () => {
  let tries = 0
  let refused = 0
  for (const seed of SEEDS) {
    const count = await countLeaks(seed, 100)
    assert.equal(count.leaks, 0, `seed ${seed}`)
    tries += count.tries
    refused += count.refused
  }
  // Both happened, or nothing was tried.
  assert.ok(tries > 300 && refused > 100, `${tries} tries, ${refused} refused`)
})

test('a policy that is asked about the first choice alone lets fallbacks leak, and it is seen', async () => {
  let leaks = 0
  for (const seed of SEEDS) {
    const count = await countLeaks(seed, 50, (policy) => (principal, deployment, context) => {
      if (context.isFallback) return { isAllowed: true, reason: 'Asked once already.' }
      return policy(principal, deployment, context)
    })
    leaks += count.leaks
  }
  assert.ok(leaks > 0)
})
