import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPlaces } from './places.ts'

test('what comes in is bounded before its first byte: of a person, and of all', () => {
  const places = createPlaces({ atOnce: 1, perPerson: 2, inAll: 3 })
  const leave = places.enter('one')
  places.enter('one')
  assert.throws(() => places.enter('one'), { code: 'busy', message: /^You are/ })
  places.enter('other')
  assert.throws(() => places.enter('other'), { code: 'busy', message: /^Others are/ })
  leave()
  leave()
  places.enter('other')
  assert.throws(() => places.enter('third'), { code: 'busy' }, 'twice is once')
})

test('so many are read at once, and whoever ends gives the turn on', async () => {
  const places = createPlaces({ atOnce: 1, perPerson: 2, inAll: 3 })
  const end = await places.turn()
  let isSecond = false
  const second = places.turn().then((endSecond) => {
    isSecond = true
    return endSecond
  })
  await Promise.resolve()
  assert.equal(isSecond, false)
  end()
  const endSecond = await second
  endSecond()
  await places.turn()
})
