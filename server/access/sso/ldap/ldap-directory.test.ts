import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import { LdapSettings } from '../settings.ts'
import { TEST_CERTIFICATE, TEST_KEY } from './certificate-testing.ts'
import { createLdapDirectory } from './ldap-directory.ts'
import {
  startTestDirectory,
  type TestDirectory,
  type TestDirectoryOptions,
  type TestEntry,
} from './ldap-server-testing.ts'
import { escapeFilterValue, firstName } from './ldap-text.ts'

const BASE = 'ou=people,dc=example,dc=eu'
const GROUPS = 'ou=groups,dc=example,dc=eu'
const finance = `cn=Finance\\, and more,${GROUPS}`
const person = (uid: string, more: Record<string, string[]> = {}): TestEntry => ({
  dn: `uid=${uid},${BASE}`,
  password: `password of ${uid}`,
  attributes: {
    objectClass: ['person'],
    uid: [uid],
    cn: [`${uid.toUpperCase()} Lefèvre`],
    mail: [`${uid}@example.eu`],
    entryUUID: [`id-${uid}`],
    memberOf: [finance],
    ...more,
  },
})
const entries: TestEntry[] = [
  {
    dn: 'cn=galerne,dc=example,dc=eu',
    password: 'of the service',
    attributes: { cn: ['galerne'] },
  },
  person('zoe'),
  person('ana'),
  { dn: finance, attributes: { cn: ['Finance, and more'], member: [`uid=zoe,${BASE}`] } },
]

let folder = ''
let caFile = ''
const started: TestDirectory[] = []
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'galerne-ldap-'))
  caFile = join(folder, 'ca.pem')
  writeFileSync(caFile, TEST_CERTIFICATE)
})
after(async () => {
  for (const directory of started) await directory.close()
  rmSync(folder, { recursive: true })
})

async function open(
  settings: Record<string, unknown> = {},
  options: Partial<TestDirectoryOptions> & { escape?: (name: string) => string } = {},
) {
  const { escape, ...serving } = options
  const server = await startTestDirectory({ entries, needsBind: true, ...serving })
  started.push(server)
  const directory = createLdapDirectory({
    settings: LdapSettings.parse({
      id: 'ldap',
      name: 'Directory',
      url: server.url,
      usesStartTls: false,
      bindDn: 'cn=galerne,dc=example,dc=eu',
      bindPassword: 'of the service',
      baseDn: BASE,
      groups: {},
      ...settings,
    }),
    clock: createManualClock(),
    ...(escape && { escape }),
  })
  const check = (name: string, password = `password of ${name}`) =>
    directory.check({ name, password })
  return { check, directory, heard: server.heard }
}

test('whoever the directory knows arrives with name, address and groups', async () => {
  const { check } = await open()
  const zoe = await check('zoe')
  assert.equal(zoe?.subject, 'id-zoe')
  assert.equal(zoe?.name, 'ZOE Lefèvre')
  assert.equal(zoe?.email, 'zoe@example.eu')
  assert.deepEqual(zoe?.groups, ['Finance, and more'])
  assert.deepEqual(zoe?.assurance.methods, ['ldap', 'pwd'])
  assert.equal((await check('zoe@example.eu', 'password of zoe'))?.subject, 'id-zoe')
})

test('groups are searched by member where people do not say them', async () => {
  const { check } = await open({ groupBaseDn: GROUPS, groups: { names: { [finance]: 'Money' } } })
  assert.deepEqual((await check('zoe'))?.groups, [finance], 'the whole name, which is mapped')
  assert.deepEqual((await check('ana'))?.groups, [])
})

test('a wrong password, no password and an unknown name are all the same no', async () => {
  const { check, heard } = await open()
  assert.equal(await check('zoe', 'wrong'), undefined)
  assert.equal(await check('nobody'), undefined)
  const asked = heard.length
  // The server would say yes to this one, and mean nobody.
  assert.equal(await check('zoe', ''), undefined)
  assert.equal(await check('', 'x'), undefined)
  assert.equal(heard.length, asked, 'not even asked')
})

/** Each would find somebody, or everybody, if it stood in the filter as it is. */
const INJECTIONS = [
  '*',
  'z*',
  'zoe)(uid=*',
  'zoe)(|(uid=*)',
  '*)(objectClass=*',
  'nobody)(|(objectClass=*',
  'x)(|(uid=zoe)',
  '\\7a\\6f\\65',
  'z\\6fe',
  '*)(uid=*))(|(uid=*',
  'zoe\u0000',
  'zoe\n',
  ')(',
  '(',
  'admin)(&)',
  '*)(memberOf=*',
]

test('a name is a name, whatever stands in it', async () => {
  const weak = await open({ filter: '(|(uid={name})(mail={name}))' }, { escape: (name) => name })
  const got: string[] = []
  for (const name of INJECTIONS) {
    const arrival = await weak.check(name, 'password of zoe').catch(() => undefined)
    if (arrival) got.push(name)
  }
  assert.ok(got.length >= 3, `the attack is real: ${JSON.stringify(got)}`)
  const ours = await open()
  for (const name of INJECTIONS) {
    assert.equal(await ours.check(name, 'password of zoe'), undefined, JSON.stringify(name))
  }
  assert.equal(escapeFilterValue('a*b(c)\\d\u0000é/'), String.raw`a\2ab\28c\29\5cd\00é\2f`)
})

test('a filter that means two people lets in neither', async () => {
  const { check } = await open({ filter: '(|(uid=zoe)(uid=ana)(uid={name}))' })
  assert.equal(await check('zoe'), undefined)
})

test('StartTLS comes before any password; without it nothing is said', async () => {
  const tls = { key: TEST_KEY, cert: TEST_CERTIFICATE }
  const secure = await open({ usesStartTls: true, caFile }, { tls })
  assert.equal((await secure.check('zoe'))?.subject, 'id-zoe')
  assert.ok(
    secure.heard.every((line) => !line.endsWith('(plain)')),
    secure.heard.join('\n'),
  )

  const stripped = await open({ usesStartTls: true, caFile })
  await assert.rejects(stripped.check('zoe'), { code: 'provider_unavailable' })
  assert.deepEqual(stripped.heard, [])

  const untrusted = await open({ usesStartTls: true }, { tls })
  await assert.rejects(untrusted.check('zoe'), { code: 'provider_unavailable' })
  assert.deepEqual(untrusted.heard, [])
})

test('a connection that is cut after it was made secure is not made anew without that', async () => {
  const tls = { key: TEST_KEY, cert: TEST_CERTIFICATE }
  const { check, heard } = await open({ usesStartTls: true, caFile }, { tls, dropsAfterTls: true })
  await assert.rejects(check('zoe'), { code: 'provider_unavailable' })
  assert.ok(!heard.some((line) => line.endsWith('(plain)')), heard.join('\n'))
})

test('a referral is not followed', async () => {
  const trap = await startTestDirectory({ entries })
  started.push(trap)
  const { check } = await open({}, { referral: `${trap.url}/${BASE}` })
  assert.equal((await check('zoe'))?.subject, 'id-zoe')
  assert.deepEqual(trap.heard, [])
})

test('the test of the configuration says what is wrong, its password aside', async () => {
  const { directory } = await open({ bindPassword: 'an old one' })
  await assert.rejects(directory.test(), (error: Error) => {
    assert.match(String(error.cause), /credentials|49/i)
    assert.doesNotMatch(`${String(error)} ${String(error.cause)}`, /an old one/)
    return true
  })
  await (await open()).directory.test()
})

test('the first part of a name is read as the standard writes it', () => {
  assert.equal(firstName('cn=Finance,ou=x'), 'Finance')
  assert.equal(firstName(String.raw`CN=Smith\, John,ou=x`), 'Smith, John')
  assert.equal(firstName(String.raw`cn=Z\c3\b6e+uid=1,ou=x`), 'Zöe')
  assert.equal(firstName('nothing'), 'nothing')
})
