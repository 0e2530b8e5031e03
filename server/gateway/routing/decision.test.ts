import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import { answers, fails, scripted, setupScripted } from './scripted-testing.ts'

test('who was left alone, and why, is in the record, also where nobody could be called', async () => {
  const b = scripted('b', (call, number) => (number < 8 ? answers('b') : fails(500))(call, number))
  const { chat, records, clock } = setupScripted([scripted('a', fails(500)), b], {
    routes: {
      r: { to: ['a/m', 'b/m'], retries: { queueMs: 0 } },
      eu: { to: ['a/m'], require: { jurisdictions: ['EU'] } },
    },
  })
  for (let n = 0; n < 6; n += 1) await chat({ model: 'r' })
  const [first] = records.at(-1)?.decision?.passedOver ?? []
  assert.deepEqual([first?.deployment, records.at(-1)?.attempts.length], ['a/m', 1])
  assert.match(first?.reason ?? '', /failed too often/)

  clock.advance(1)
  for (let n = 0; n < 12; n += 1) await chat({ model: 'r' }).catch(() => undefined)
  const last = records.at(-1)
  assert.deepEqual([last?.errorCode, last?.attempts.length], ['busy', 0])
  assert.deepEqual(
    last?.decision?.passedOver.map(({ deployment }) => deployment),
    ['a/m', 'b/m'],
  )

  await assert.rejects(
    chat({ model: 'eu' }),
    (error) => error instanceof AppError && error.code === 'forbidden',
  )
  assert.match(records.at(-1)?.decision?.passedOver[0]?.reason ?? '', /EU is demanded/)
})
