import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeCorpus } from './corpus-testing.ts'
import { measure, precisionOf, recallOf } from './measure-testing.ts'

test('of made-up values in sentences of 24 languages ≥99 % are found, and ≥97 % of what is found is right', () => {
  const measured = measure(makeCorpus({ seed: 97, each: 25 }))
  const [missed] = measured.missed
  const [invented] = measured.invented
  const shown = JSON.stringify({ missed, invented })
  assert.ok(recallOf(measured) >= 0.99, `recall ${recallOf(measured)} ${shown}`)
  assert.ok(precisionOf(measured) >= 0.97, `precision ${precisionOf(measured)} ${shown}`)
  for (const [group, counts] of measured.groups) {
    if (group !== 'things') assert.ok(recallOf(counts) >= 0.97, `${group}: ${recallOf(counts)}`)
  }
})
