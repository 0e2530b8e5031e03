import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createManualClock } from '../lib/clock.ts'
import { createProgressLine } from './progress.ts'

const at = (receivedBytes: number, totalBytes: number | null = 400e6) => {
  return { stage: 'pulling' as const, receivedBytes, totalBytes, source: null }
}

test('a terminal sees one line with the share, the amount, the rate and the time left', () => {
  const clock = createManualClock()
  let screen = ''
  const line = createProgressLine({
    write: (text) => (screen += text),
    isTerminal: true,
    columns: 100,
    clock,
  })
  line.update(at(0))
  clock.advance(1000)
  line.update(at(100e6))
  assert.equal(
    screen.split('\r').at(-1),
    '█████░░░░░░░░░░░░░░░  25 %  100 of 400 MB  100.0 MB/s  3 s left',
  )
  assert.doesNotMatch(screen, /\n/)
  line.done()
  assert.match(screen, /\r +\r$/)
})

test('a log sees a whole line now and then', () => {
  const clock = createManualClock()
  const lines: string[] = []
  const line = createProgressLine({ write: (text) => lines.push(text), isTerminal: false, clock })
  for (let second = 0; second <= 10; second += 1) {
    line.update(at(second * 10e6))
    clock.advance(1000)
  }
  assert.equal(lines.length, 3)
  assert.ok(lines.every((text) => text.endsWith('\n') && !text.includes('\r')))
})

test('what an earlier attempt had brought does not count as speed', () => {
  const clock = createManualClock()
  let screen = ''
  const line = createProgressLine({ write: (text) => (screen = text), isTerminal: true, clock })
  line.update(at(300e6))
  clock.advance(1000)
  line.update(at(310e6))
  assert.match(screen, /310 of 400 MB {2}10.0 MB\/s {2}9 s left/)
})

test('without a total there is no share and no time left', () => {
  const clock = createManualClock()
  let screen = ''
  const line = createProgressLine({ write: (text) => (screen = text), isTerminal: true, clock })
  line.update(at(0, null))
  clock.advance(1000)
  line.update(at(20e6, null))
  assert.equal(screen.trim(), '20 MB  20.0 MB/s')
})
