import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planMigrations, type Migration } from './database-migrations.ts'

const one: Migration = { number: 1, name: 'one', sha256: 'a', text: 'select 1' }
const two: Migration = { number: 2, name: 'two', sha256: 'b', text: 'select 2' }

test('only what the database has not applied is planned, in order', () => {
  assert.deepEqual(planMigrations([one, two], []), [one, two])
  assert.deepEqual(planMigrations([one, two], [one]), [two])
  assert.deepEqual(planMigrations([one, two], [one, two]), [])
})

test('a database that is newer than the code is refused, and the message names the migration', () => {
  assert.throws(() => planMigrations([one], [one, two]), /0002-two/)
})

test('a migration that was edited after it had landed is refused', () => {
  assert.throws(() => planMigrations([{ ...one, sha256: 'edited' }], [one]), /was edited/)
})

test('a migration that is older than the newest applied one is refused', () => {
  assert.throws(() => planMigrations([one, two], [two]), /higher number/)
})
