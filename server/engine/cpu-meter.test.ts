import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCpuMeter, readCpuTimes, type CpuTimes } from './cpu-meter.ts'

function meterOver(samples: [atMs: number, all: number, own: number][]) {
  const times = samples.map(([atMs, allBusySeconds, ownSeconds]): CpuTimes => ({
    atMs,
    allBusySeconds,
    ownSeconds,
  }))
  return createCpuMeter(() => times.shift() ?? { atMs: 0, allBusySeconds: 0, ownSeconds: 0 })
}

test('our own work is not the work of others', () => {
  const meter = meterOver([
    [0, 100, 50],
    [1000, 102, 52],
  ])
  assert.equal(meter.othersBusyCores(), 0)
})

test('a new neighbour is noticed at once, and its end within two seconds', () => {
  const meter = meterOver([
    [0, 0, 0],
    [200, 0.4, 0.2],
    [2200, 2.4, 2.2],
  ])
  assert.ok(meter.othersBusyCores() > 0.75)
  assert.ok(meter.othersBusyCores() < 0.1)
})

test('a reading that comes too soon changes nothing', () => {
  const meter = meterOver([
    [0, 0, 0],
    [50, 5, 0],
  ])
  assert.equal(meter.othersBusyCores(), 0)
})

test('this machine can be read', () => {
  const { allBusySeconds, ownSeconds } = readCpuTimes()
  assert.ok(allBusySeconds > 0 && ownSeconds > 0)
})
