import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { LOCAL_OWNER } from '#server/access/principal.ts'
import { startTestServer } from '#server/app-testing.ts'
import { writeLocalToken } from '#server/lib/data-folder.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { Secret } from '#server/lib/secret.ts'
import { runCommand } from './main.ts'

const database = await openTestDatabase()
const server = await startTestServer({ database })
const folder = mkdtempSync(join(tmpdir(), 'galerne-cli-'))
writeLocalToken(folder, server.url, server.access.localToken)
after(async () => {
  await server.close()
  await database.close()
  rmSync(folder, { recursive: true })
})

async function galerne(...args: string[]) {
  const printed: string[] = []
  const noted: string[] = []
  const code = await runCommand(args, {
    print: (text) => printed.push(text),
    note: (text) => noted.push(text),
    environment: { GALERNE_DATA: folder },
  })
  return { code, out: printed.join('\n'), notes: noted.join('\n') }
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

test('a key is made, works, is listed without its secret, and is revoked by its name', async () => {
  const made = await galerne('keys', 'create', 'Bürgeramt', 'Köln', '--expires', '90d')
  assert.equal(made.code, 0)
  assert.match(made.out, /^gal-[\w-]{43}$/, 'only the key, for KEY=$(galerne keys create …)')
  assert.equal(server.access.keys.find(made.out)?.name, 'Bürgeramt Köln')

  const { out } = await galerne('keys', 'list')
  assert.ok(!out.includes(made.out))
  assert.match(out, new RegExp(`${made.out.slice(0, 8)}… .*expires ${inDays(90)}.*Bürgeramt Köln`))

  assert.equal((await galerne('keys', 'revoke', 'Bürgeramt Köln')).code, 0)
  assert.equal(server.access.keys.find(made.out), undefined)
})

test('a key is revoked by itself: who finds one in a log can end it', async () => {
  const { out } = await galerne('keys', 'create', 'leaked')
  assert.equal((await galerne('keys', 'revoke', out)).code, 0)
  assert.equal(server.access.keys.find(out), undefined)
})

test('a key gets all its rights from the command line, and a new secret beside the old one', async () => {
  const { programs, groups } = server.access.routes.administration
  const payroll = await programs.create(LOCAL_OWNER, {
    name: 'payroll',
    description: '',
    roles: ['member'],
  })
  await groups.create(LOCAL_OWNER, { name: 'Finance', description: '' })
  const flags = ['--service', 'payroll', '--group', 'Finance', '--models', 'mistral-*,gpt-4o']
  const more = ['--scopes', 'chat', '--ip', '10.0.0.0/8', '--jurisdiction', 'EU']
  const { out: first } = await galerne('keys', 'create', 'nightly', ...flags, ...more)
  const from = { socket: { remoteAddress: '10.1.1.1' }, headers: {} }
  const { grant } = server.access.keys.find(first, from) ?? assert.fail()
  assert.deepEqual(grant?.owner, { kind: 'service', id: payroll.id })
  assert.deepEqual(grant?.tags, { jurisdictions: ['EU'] })
  assert.ok(grant?.models?.has('mistral-large') && !grant.models.has('claude'))

  const rotated = await galerne('keys', 'rotate', 'nightly', '--overlap', '30m')
  assert.match(rotated.notes, /old secret works until/)
  assert.ok(server.access.keys.find(first, from) && server.access.keys.find(rotated.out, from))
  const last = await galerne('keys', 'rotate', 'nightly', '--overlap', '0')
  assert.equal(server.access.keys.find(first, from), undefined)
  assert.equal((await galerne('keys', 'revoke', 'nightly')).code, 0)
  assert.equal(server.access.keys.find(last.out, from), undefined)
})

test('a key for a service or a group that is not there is not made', async () => {
  const { code, notes } = await galerne('keys', 'create', 'x', '--service', 'nobody')
  assert.equal(code, 1)
  assert.match(notes, /no service account “nobody”/)
})

test('people are listed, get roles, and are suspended from the command line', async () => {
  const { people } = server.access.routes.administration
  const wish = { name: 'Ana Sousa', email: 'ana@example.org', roles: ['member' as const] }
  const { id } = await people.create(LOCAL_OWNER, wish)
  const { out } = await galerne('people', 'list', 'sousa')
  assert.match(out, new RegExp(`^${id}  ana@example\\.org +member +Ana Sousa$`))
  assert.equal((await galerne('people', 'grant', 'Ana@example.org', 'auditor')).code, 0)
  assert.match((await galerne('people', 'list', '--role', 'auditor')).out, /auditor,member/)
  assert.equal((await galerne('people', 'revoke', 'ana@example.org', 'auditor')).code, 0)
  assert.equal((await galerne('people', 'suspend', 'ana@example.org')).code, 0)
  assert.match((await galerne('people', 'list', 'ana')).out, /\(suspended\)$/)
  assert.equal((await galerne('people', 'restore', id)).code, 0)
  assert.ok(server.access.directory.findPerson(LOCAL_OWNER.tenantId, id))
})

test('what cannot be done to people is said, and done to nobody', async () => {
  const wrong = await galerne('people', 'grant', 'ana@example.org', 'emperor')
  assert.equal(wrong.code, 2)
  assert.match(wrong.notes, /no role “emperor”.*owner/)
  assert.match((await galerne('people', 'suspend', 'no@example.org')).notes, /nobody with/)
  assert.match(
    (await galerne('people', 'suspend', LOCAL_OWNER.id)).notes,
    /cannot suspend yourself/,
  )
})

test('a flag that makes no sense is named, and no key is made', async () => {
  for (const [flag, value] of [
    ['--ip', 'localhost'],
    ['--scopes', 'Chat!'],
    ['--overlap', 'soon'],
    ['--expires', 'never'],
  ] as const) {
    const { code, notes } = await galerne('keys', 'create', 'wrong', flag, value)
    assert.equal(code, 2)
    assert.match(notes, new RegExp(flag))
  }
  assert.doesNotMatch((await galerne('keys', 'list')).out, /wrong/)
})

test('of two keys with one name, neither is revoked by it', async () => {
  await galerne('keys', 'create', 'twin')
  await galerne('keys', 'create', 'twin')
  const { code, notes } = await galerne('keys', 'revoke', 'twin')
  assert.equal(code, 1)
  assert.match(notes, /Several keys are “twin”/)
  assert.equal(server.access.keys.list(LOCAL_OWNER).filter(({ name }) => name === 'twin').length, 2)
})

test('what the server refuses is told in its words', async () => {
  const { code, notes } = await galerne('keys', 'create', 'x', '--expires', '2001-01-01')
  assert.equal(code, 1)
  assert.equal(notes, 'expiresAt is in the past. Give a later time.')
})

test('a sign-in link is fresh each time, and works once', async () => {
  const [first, second] = [await galerne('sign-in-link'), await galerne('sign-in-link')]
  assert.notEqual(first.out, second.out)
  const statuses = []
  for (const url of [first.out, first.out, second.out]) {
    statuses.push((await fetch(url, { redirect: 'manual' })).status)
  }
  assert.deepEqual(statuses, [303, 401, 303])
})

test('without a server it says so, and how to start one', async () => {
  const empty = join(folder, 'empty')
  const none = await galerne('keys', 'list', '--data', empty)
  assert.equal(none.code, 1)
  assert.match(none.notes, /not running with the data folder .*empty.*npm start/)
})

test('what a killed server left behind is not taken for a server', async () => {
  const dead = mkdtempSync(join(tmpdir(), 'galerne-cli-'))
  writeLocalToken(dead, 'http://127.0.0.1:1', new Secret('gal-local-x'))
  const { code, notes } = await galerne('sign-in-link', '--data', dead)
  rmSync(dead, { recursive: true })
  assert.equal(code, 1)
  assert.match(notes, /not running/)
})

test('a wrong call ends with the nearest right one, and code 2', async () => {
  const typo = await galerne('kyes')
  assert.deepEqual(
    [typo.code, typo.notes],
    [2, 'galerne has no command “kyes”. Did you mean “galerne keys”?'],
  )
  for (const args of [
    ['keys'],
    ['keys', 'creat', 'x'],
    ['keys', 'create'],
    ['keys', 'list', '--zork'],
    ['keys', 'create', 'x', '--expires', 'tomorrow'],
    ['toString'],
  ]) {
    const { code, out, notes } = await galerne(...args)
    assert.deepEqual([code, out], [2, ''], args.join(' '))
    assert.ok(notes.length > 0)
  }
})

test('help names every command, and tells more about one', async () => {
  const { code, out } = await galerne('help')
  assert.equal(code, 0)
  for (const name of ['start', 'models', 'keys', 'sign-in-link', 'version']) {
    assert.match(out, new RegExp(`^  ${name} `, 'm'))
  }
  assert.match((await galerne('help', 'keys')).out, /--expires 90d/)
  assert.match((await galerne('keys', '--help')).out, /--expires 90d/)
  assert.match((await galerne('version')).out, /^\d+\.\d+\.\d+$/)
})
