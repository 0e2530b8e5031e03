import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from './attribute-path.ts'
import { equalitiesOf, matches, parseFilter } from './filter.ts'

const zoe: JsonObject = {
  userName: 'Zoe',
  externalId: 'Ext-1',
  active: true,
  title: '',
  name: { familyName: 'O’Neill “the third”' },
  emails: [
    { value: 'zoe@example.eu', type: 'work', primary: true },
    { value: 'zoe@home.example', type: 'home' },
  ],
  meta: { lastModified: '2026-05-13T04:42:34Z' },
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Finance' },
}

/** From RFC 7644, section 3.4.2.2, and what Entra ID and Okta ask. */
const TRUE = [
  'userName eq "zoe"',
  'userName Eq "ZOE"',
  'name.familyName co "o’neill"',
  String.raw`name.familyName eq "O’Neill \u201cthe third\u201d"`,
  'userName sw "Z"',
  'urn:ietf:params:scim:schemas:core:2.0:User:userName sw "Z"',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "finance"',
  'userName pr and not (title pr)',
  'meta.lastModified gt "2011-05-13T04:42:34Z"',
  'meta.lastModified ge "2026-05-13T06:42:34+02:00"',
  'meta.lastModified le "2026-05-13T04:42:34Z"',
  'userName eq "x" or active eq "True"',
  'active eq true',
  'userName ne "adam"',
  'emails eq "zoe@home.example"',
  'emails co "example.eu"',
  'emails.type eq "home"',
  'emails[type eq "work" and value co "@example.eu"]',
  'emails[type eq "work"].value eq "zoe@example.eu"',
  'userName eq "zoe" and (emails co "nowhere" or emails.value co "home")',
  'userName eq "x" and userName eq "y" or active eq true',
  'not (userName eq "adam") and externalId eq "Ext-1"',
  'nickName eq null',
]
const FALSE = [
  'userName eq "zo"',
  'externalId eq "ext-1"',
  'emails[type eq "home" and value co "@example.eu"]',
  'not (userName pr)',
  'userName eq "zoe" and userName eq "adam"',
  'userName eq "x" and (active eq true or active eq false)',
  'title pr',
  'constructor pr',
  '__proto__ pr',
]
const WRONG = [
  '',
  '   ',
  'userName',
  'userName eq',
  'userName eq zoe',
  'userName is "x"',
  '(userName eq "x"',
  'userName eq "x")',
  'userName eq "x" userName eq "y"',
  'userName eq "x" and',
  'emails[type eq "work"',
  'emails[]',
  'userName eq "x',
  'userName eq {"a":1}',
  'not userName eq "x"',
  `${'('.repeat(100)}userName pr${')'.repeat(100)}`,
  `userName eq "${'x'.repeat(5000)}"`,
]

test('filters mean what the standard says', () => {
  for (const text of TRUE) {
    const isMeant = text.includes('__proto__') || matches(parseFilter(text), zoe)
    assert.ok(isMeant, text)
  }
  for (const text of FALSE.filter((one) => !one.startsWith('_'))) {
    assert.ok(!matches(parseFilter(text), zoe), text)
  }
})

test('what is no filter is refused as one', () => {
  for (const text of [...WRONG, '__proto__ pr']) {
    assert.throws(() => parseFilter(text), { scimType: 'invalidFilter', status: 400 }, text)
  }
})

test('no text makes the parser anything but refuse', () => {
  const pieces = [
    'userName',
    'eq',
    '"x"',
    '(',
    ')',
    '[',
    ']',
    'and',
    'or',
    'not',
    'pr',
    '.',
    '"',
    '\\',
    ' ',
    '7',
  ]
  let seed = 7
  const next = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648)
  let parsed = 0
  for (let round = 0; round < 20_000; round += 1) {
    const text = Array.from(
      { length: 1 + (next() % 9) },
      () => pieces[(next() >> 8) % pieces.length],
    ).join(' ')
    try {
      matches(parseFilter(text), zoe)
      parsed += 1
    } catch (error) {
      assert.ok(error instanceof Error && error.name === 'ScimError', `${text}: ${String(error)}`)
    }
  }
  assert.ok(parsed > 10)
})

test('what the database can look up is only what must be equal', () => {
  const of = (text: string) => Object.fromEntries(equalitiesOf(parseFilter(text)))
  assert.deepEqual(of('userName eq "a" and active eq true'), { username: 'a' })
  assert.deepEqual(of('userName eq "a" or externalId eq "b"'), {})
  assert.deepEqual(of('not (userName eq "a")'), {})
})
