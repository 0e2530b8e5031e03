import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeploymentHealth } from '#server/gateway/routing/health.ts'
import type { Family } from '#server/observability/exposition.ts'
import { createHistogram, note } from '#server/observability/histogram.ts'
import { countsOf, mergeFamilies } from './merge-families.ts'
import { mergeHealth } from './merge-sight.ts'

function familiesOf(calls: number, memoryBytes: number): Family[] {
  const duration = createHistogram([1, 2])
  for (let at = 0; at < calls; at += 1) note(duration, 1.5)
  const family = (name: string, type: Family['type'], value: Family['samples'][0]['value']) => ({
    name,
    type,
    help: '',
    samples: [{ labels: { model: 'm' }, value }],
  })
  return [
    family('calls', 'counter', calls),
    family('duration', 'histogram', duration),
    family('process_resident_memory_bytes', 'gauge', memoryBytes),
    family('galerne_build_info', 'gauge', 1),
  ]
}

test('what is counted is added up, and what is a state says whose it is', () => {
  const merged = mergeFamilies([
    { name: '1', families: familiesOf(2, 10) },
    { name: '2', families: familiesOf(3, 20) },
    { name: 'ended', families: countsOf(familiesOf(4, 30)) },
  ])
  const samples = (name: string) => merged.find((family) => family.name === name)?.samples
  assert.deepEqual(samples('calls'), [{ labels: { model: 'm' }, value: 9 }])
  const duration = samples('duration')?.[0]?.value
  assert.ok(typeof duration === 'object')
  assert.deepEqual([duration.count, [...duration.counts], duration.sum], [9, [0, 9, 0], 13.5])
  assert.deepEqual(
    samples('process_resident_memory_bytes')?.map(({ labels, value }) => [labels['worker'], value]),
    [
      ['1', 10],
      ['2', 20],
    ],
  )
  assert.equal(samples('galerne_build_info')?.length, 1)
})

test('merging changes nothing of what was merged: the next time it is counted anew', () => {
  const own = familiesOf(2, 10)
  const once = mergeFamilies([
    { name: '1', families: own },
    { name: '2', families: familiesOf(1, 1) },
  ])
  assert.equal(once[0]?.samples[0]?.value, 3)
  assert.deepEqual(own, familiesOf(2, 10))
})

test('a deployment that one process has found broken is not called well', () => {
  const health = (over: Partial<DeploymentHealth>): DeploymentHealth => ({
    providerId: 'p',
    modelId: 'm',
    upstreamName: 'u',
    state: 'closed',
    untilMs: null,
    latencyMs: null,
    tokensPerSecond: null,
    inFlight: 1,
    errorRate: 0,
    ...over,
  })
  const other = health({ state: 'open', untilMs: 5, latencyMs: 40, inFlight: 2, errorRate: 0.5 })
  const [merged] = mergeHealth([health({})], [{ health: [other], ledgerWaiting: 0 }])
  assert.deepEqual(merged, { ...other, inFlight: 3 })
})
