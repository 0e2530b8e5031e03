import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Action } from '#wire/actions.ts'

const sections = readFileSync(new URL('../../pages/admin/sections.tsx', import.meta.url), 'utf8')
const places = readFileSync(new URL('places.ts', import.meta.url), 'utf8')
const quoted = (text: string) => [...text.matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map(([, one]) => one)

test('whoever may see a section of the administration sees the way to it', () => {
  const list = /ADMIN_RIGHTS[^=]*=([^\]]*)\]/.exec(places)?.[1] ?? assert.fail()
  const wanted = quoted(sections)
  assert.ok(wanted.length > 5)
  for (const right of wanted) assert.ok(quoted(list).includes(right), `${right} is missing`)
  for (const right of quoted(list)) Action.parse(right)
})

test('every section of the administration says whom it is for', () => {
  const paths = sections.match(/^ {4}path: /gm)?.length
  assert.equal(sections.match(/^ {4}right: /gm)?.length, paths)
})
