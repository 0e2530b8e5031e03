import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCpuMeter, readCpuTimes, type CpuTimes } from './cpu-meter.ts'

type Sample = [atMs: number, all: number, own: number, othersRunning?: number]

function meterOver(samples: Sample[]) {
  const times = samples.map(([atMs, allBusySeconds, ownSeconds, othersRunning = 1]): CpuTimes => ({
    atMs,
    allBusySeconds,
    ownSeconds,
    othersRunning,
  }))
  return createCpuMeter(() => times.shift() ?? assert.fail('looked once too often'))
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
  assert.ok(meter.othersBusyCores() > 0.7)
  assert.ok(meter.othersBusyCores() < 0.1)
})

test('who works for a twentieth of a second takes no thread away', () => {
  const meter = meterOver([
    [0, 0, 0],
    [100, 0.2, 0.15],
  ])
  assert.ok(meter.othersBusyCores() < 0.3)
})

test('a reading that comes too soon changes nothing', () => {
  const meter = meterOver([
    [0, 0, 0],
    [50, 5, 0],
  ])
  assert.equal(meter.othersBusyCores(), 0)
})

test('a neighbour is who was busy while we rested and still runs', () => {
  const meter = meterOver([
    [0, 0, 0],
    [500, 0.5, 0, 1],
    [510, 0.51, 0, 1],
    [530, 0.55, 0.02, 0],
  ])
  meter.rest()
  assert.equal(meter.othersBusyCores(), 1)
  // It has ended.
  assert.equal(meter.othersBusyCores(), 0)
})

test('who only sent us the request is no neighbour', () => {
  const meter = meterOver([
    [0, 0, 0],
    [500, 0.05, 0, 1],
    [510, 0.06, 0, 1],
  ])
  meter.rest()
  assert.equal(meter.othersBusyCores(), 0.1)
})

test('what the server does at the beginning of an answer is no neighbour', () => {
  const meter = meterOver([
    [0, 0, 0],
    [500, 0.02, 0, 1],
    [600, 0.22, 0.15, 0],
  ])
  meter.rest()
  assert.ok(meter.othersBusyCores() < 0.3)
})

test('what was busy before we began is forgotten at the first measurement', () => {
  const meter = meterOver([
    [0, 0, 0],
    [500, 1, 0, 2],
    [600, 1.2, 0.2, 0],
  ])
  meter.rest()
  assert.equal(meter.othersBusyCores(), 0)
})

test('this machine can be read', () => {
  const { allBusySeconds, ownSeconds, othersRunning } = readCpuTimes()
  assert.ok(allBusySeconds > 0 && ownSeconds > 0 && othersRunning >= 0)
})
