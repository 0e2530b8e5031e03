import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createManualClock } from './clock.ts'
import { createLog, type LogLevel } from './log.ts'
import { Secret } from './secret.ts'

function setup(level: LogLevel = 'debug') {
  const lines: string[] = []
  const log = createLog({ level, write: (line) => lines.push(line), clock: createManualClock() })
  return { log, lines, records: () => lines.map((line) => JSON.parse(line)) }
}

test('a line is one JSON object, with the fields of the log it comes from', () => {
  const { log, lines, records } = setup()

  log.child({ part: 'engine' }).warn('zażółć\ngęślą', { count: 2n })

  assert.match(lines[0] ?? '', /^[^\n]+\n$/)
  assert.deepEqual(records(), [
    {
      at: '2026-01-01T00:00:00.000Z',
      level: 'warn',
      message: 'zażółć\ngęślą',
      part: 'engine',
      count: '2',
    },
  ])
})

test('what is less important than the level is not written', () => {
  const { log, records } = setup('warn')
  log.debug('a')
  log.info('b')
  log.warn('c')
  log.error('d')
  assert.deepEqual(
    records().map(({ message }) => message),
    ['c', 'd'],
  )
})

test('an error is logged with its stack, its code and its cause', () => {
  const { log, records } = setup()
  const cause = Object.assign(new Error('disk'), { code: 'ENOSPC' })

  log.error('x', { error: new Error('outer', { cause }) })

  const [{ error }] = records()
  assert.match(error.stack, /log\.test/)
  assert.equal(error.cause.code, 'ENOSPC')
})

test('no secret reaches a line, wherever it stands', () => {
  const { log, lines } = setup()
  const key = `gal-${'Ab1_'.repeat(11)}`

  log.info(`called with ${key}`, {
    secret: new Secret('hunter2-hunter2'),
    nested: { headers: { authorization: `Bearer sk-${'x'.repeat(30)}` } },
    url: '/sign-in?token=abcdefghijkl',
    error: new Error(`bad key ${key}`),
  })

  assert.doesNotMatch(lines.join(''), /Ab1_|hunter2|sk-x|abcdefghijkl/)
  assert.match(lines.join(''), /\*\*\*/)
})

test('a field that holds itself costs the fields, not the message', () => {
  const { log, records } = setup()
  const loop: Record<string, unknown> = {}
  loop.self = loop
  log.info('still here', { loop })
  assert.equal(records()[0].message, 'still here')
})
