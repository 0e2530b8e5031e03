import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Classification } from '#wire/classification.ts'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { createId } from '#server/lib/ids.ts'
import { asTheirs } from './rights-desk.ts'

const written = (classification: Classification) => ({
  id: createId(),
  title: 'A plan',
  classification,
  createdAt: '2026-11-22T09:00:00.000Z',
  updatedAt: '2026-11-22T09:00:00.000Z',
  messages: [],
})
const member: Principal = { ...LOCAL_OWNER, roles: ['member'] }

test('whoever may not lower a class does not do it by writing it into a file', () => {
  const file = (['public', 'internal', 'restricted', 'secret'] as const).map(written)
  const classes = (principal: Principal) =>
    asTheirs(principal, file).map(({ classification }) => classification)
  // As it stands in the file, for who may.
  assert.deepEqual(classes(LOCAL_OWNER), ['public', 'internal', 'restricted', 'secret'])
  assert.deepEqual(classes(member), ['internal', 'internal', 'restricted', 'secret'])
})
