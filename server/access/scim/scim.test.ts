import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import { startTestServer, type TestServer } from '#server/app-testing.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'
import { LOCAL_OWNER } from '../principal.ts'
import { openScim } from './open-scim.ts'

const { tenantId } = LOCAL_OWNER
const SERVICE = '00000000-0000-7000-8000-00000000000a'
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const PROXIES = ['127.0.0.0/8', '::1/128']

let database: Database
let server: TestServer
let secret = ''
before(async () => {
  database = await openTestDatabase()
  await database.withTenant(tenantId, async (sql) => {
    await sql`insert into service_accounts (tenant_id, id, name) values (${tenantId}, ${SERVICE}, 'Entra ID')`
    await sql`
      insert into role_grants (tenant_id, holder_kind, holder_id, role)
      values (${tenantId}, 'service', ${SERVICE}, 'administrator')`
  })
  let url = ''
  server = await startTestServer({
    database,
    weaken(parts) {
      const { directory, keys } = parts.access
      const access = { directory, keys }
      parts.open = [
        openScim({ database, access, log: silentLog, url: () => url, trustedProxies: PROXIES }),
      ]
    },
  })
  ;({ url } = server)
  ;({ secret } = await createKey(['scim']))
})
after(async () => {
  await server.close()
  await database.close()
})

const createKey = (scopes: string[] | null) =>
  server.access.keys.create(LOCAL_OWNER, {
    name: 'SCIM',
    owner: { kind: 'service', id: SERVICE },
    scopes,
  })

const Answer = z.looseObject({
  id: z.string().optional(),
  detail: z.string().optional(),
  scimType: z.string().optional(),
  totalResults: z.number().optional(),
  active: z.boolean().optional(),
  Resources: z.array(z.looseObject({ id: z.string().optional() })).default([]),
})

interface Ask {
  body?: unknown
  headers?: Record<string, string>
  as?: string
}

async function ask(method: string, path: string, { body, headers, as = secret }: Ask = {}) {
  const answer = await server.send({
    method,
    path: `/scim/v2${path}`,
    headers: {
      authorization: `Bearer ${as}`,
      ...(body !== undefined && { 'content-type': 'application/scim+json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const json = Answer.parse(answer.text === '' ? {} : JSON.parse(answer.text))
  return { status: answer.status, headers: answer.headers, json }
}

const find = (path: string, filter: string) =>
  ask('GET', `${path}?filter=${encodeURIComponent(filter)}`)
const patch = (path: string, ...Operations: object[]) =>
  ask('PATCH', path, { body: { Operations } })

async function createUser(userName: string, more: object = {}): Promise<string> {
  const { status, json } = await ask('POST', '/Users', {
    body: {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName,
      displayName: userName.split('@')[0],
      emails: [{ value: userName, type: 'work', primary: true }],
      ...more,
    },
  })
  assert.equal(status, 201, json.detail)
  return json.id ?? ''
}

const person = (id: string) => server.access.directory.findPerson(tenantId, id)

test('only the key of a service account that has the scope gets in', async () => {
  const { secret: allRights } = await createKey(null)
  const { secret: reports } = await createKey(['spend.read'])
  const own = await server.access.keys.create(LOCAL_OWNER, { name: 'mine', scopes: ['scim'] })
  for (const as of ['', 'gal-nonsense', allRights, reports, own.secret]) {
    const { status, json } = await ask('GET', '/Users', { as })
    assert.equal(status, 401)
    assert.match(json.detail ?? '', /scope “scim”/)
  }
  assert.equal((await ask('GET', '/Users')).status, 200)
  const elsewhere = await server.send({
    path: '/api/keys',
    headers: { authorization: `Bearer ${secret}` },
  })
  assert.equal(elsewhere.status, 403, 'and nowhere else')
})

test('a user is made, found by name whatever its case, and comes in with the first role', async () => {
  const id = await createUser('Zoe@example.eu', {
    externalId: 'e-1',
    name: { givenName: 'Zoë', familyName: 'Lefèvre' },
    displayName: 'Zoë Lefèvre',
    [ENTERPRISE]: { department: 'Finance', manager: 'm-1' },
    password: 'never kept',
  })
  assert.deepEqual(person(id)?.roles, ['member'])
  const { json } = await find('/Users', 'userName eq "ZOE@EXAMPLE.EU"')
  assert.equal(json.totalResults, 1)
  const [user] = json.Resources
  assert.equal(user?.id, id)
  assert.deepEqual(user?.[ENTERPRISE], { department: 'Finance', manager: { value: 'm-1' } })
  assert.ok(!JSON.stringify(user).includes('never kept'))
  assert.match(JSON.stringify(user?.['meta']), /"version":"W\/\\"[\w-]{22}\\""/)
  assert.equal(
    (await find('/Users', 'externalId eq "e-1" and active eq true')).json.totalResults,
    1,
  )
  assert.equal((await find('/Users', `id eq "${id}" and active eq false`)).json.totalResults, 0)
  assert.equal((await find('/Users', 'id eq "nonsense"')).json.totalResults, 0)
})

test('on record is where the directory asks from, not the proxy in front of us', async () => {
  const from = async (forwarded: string) => {
    await ask('POST', '/Users', {
      headers: { 'x-forwarded-for': forwarded },
      body: { userName: `${forwarded.replaceAll(/[^a-z0-9]/g, '')}@amt.example` },
    })
    const [row] = await database.withTenant(
      tenantId,
      (sql) =>
        sql<{ address: string }[]>`
          select event ->> 'address' as address from audit_outbox
          where event ->> 'action' = 'person.create' order by number desc limit 1`,
    )
    return row?.address
  }
  assert.equal(await from('192.0.2.50'), '192.0.2.50')
  assert.equal(await from('203.0.113.9, 192.0.2.51'), '192.0.2.51', 'the rest anybody can write')
})

test('a second user of the same name or address is refused in SCIM’s words', async () => {
  for (const body of [
    { userName: 'zoe@EXAMPLE.eu' },
    { userName: 'other', emails: [{ value: 'zoe@example.eu' }] },
  ]) {
    const { status, json } = await ask('POST', '/Users', { body })
    assert.equal(status, 409)
    assert.equal(json.scimType, 'uniqueness')
  }
})

test('whoever is deactivated is out at once: sessions end, keys stop, and it is all there again after', async () => {
  const id = await createUser('sam@example.eu')
  const session = { tenantId, personId: id, userAgent: '', address: null }
  const assurance = { methods: ['sso'], level: null, atMs: 0 }
  const { token } = await server.access.routes.sessions.start({ ...session, assurance })
  // As Entra ID writes it.
  const { json } = await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' })
  assert.equal(json.active, false)
  assert.equal(person(id), undefined)
  assert.equal(await server.access.routes.sessions.find(token), undefined)
  // As Okta writes it.
  await patch(`/Users/${id}`, { op: 'replace', value: { active: true } })
  assert.equal(person(id)?.name, 'sam')
})

test('Entra ID’s and Okta’s ways to change a user both end at what they mean', async () => {
  const id = await createUser('ana@example.eu')
  const { json } = await patch(
    `/Users/${id}`,
    { op: 'Add', path: 'emails[type eq "work"].value', value: 'ana@new.example.eu' },
    { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+358 1' },
    { op: 'Replace', path: 'name.familyName', value: 'Kos' },
    { op: 'Replace', path: `${ENTERPRISE}:department`, value: 'IT' },
    { op: 'Add', path: `${ENTERPRISE}:manager`, value: 'm-2' },
    { op: 'replace', value: { displayName: 'Ana Kos', 'name.givenName': 'Ana' } },
    {
      op: 'add',
      path: 'urn:ietf:params:scim:schemas:extension:galaxy:2.0:User:planet',
      value: 'x',
    },
  )
  assert.equal(json['displayName'], 'Ana Kos')
  assert.deepEqual(json['name'], { familyName: 'Kos', givenName: 'Ana' })
  assert.deepEqual(json['emails'], [{ value: 'ana@new.example.eu', type: 'work', primary: true }])
  assert.deepEqual(json['phoneNumbers'], [{ type: 'mobile', value: '+358 1' }])
  assert.deepEqual(json[ENTERPRISE], { department: 'IT', manager: { value: 'm-2' } })
  assert.equal(person(id)?.name, 'Ana Kos')
  await patch(`/Users/${id}`, { op: 'remove', path: `${ENTERPRISE}:manager` })
  assert.deepEqual((await ask('GET', `/Users/${id}`)).json[ENTERPRISE], { department: 'IT' })
})

test('what cannot be done is refused with its kind', async () => {
  const id = await createUser('no@example.eu')
  const cases: [object, string][] = [
    [{ op: 'remove' }, 'noTarget'],
    [{ op: 'replace', path: 'a b', value: 1 }, 'invalidPath'],
    [{ op: 'replace', path: 'emails[type eq]', value: 1 }, 'invalidFilter'],
    [{ op: 'replace', path: 'emails[type co "x"].value', value: 'y' }, 'noTarget'],
    [{ op: 'replace', path: 'userName', value: '' }, 'invalidValue'],
    [{ op: 'replace', path: 'userName' }, 'invalidValue'],
    [{ op: 'destroy', path: 'userName' }, 'invalidSyntax'],
  ]
  for (const [operation, scimType] of cases) {
    const { status, json } = await patch(`/Users/${id}`, operation)
    assert.equal(status, 400, JSON.stringify(operation))
    assert.equal(json.scimType, scimType, JSON.stringify(operation))
  }
  assert.equal((await ask('GET', '/Users/nonsense')).status, 404)
  assert.equal((await ask('GET', '/Nothing')).status, 404)
  const { status, json } = await find('/Users', 'userName eq')
  assert.deepEqual([status, json.scimType], [400, 'invalidFilter'])
  const form = { headers: { 'content-type': 'text/plain' }, body: {} }
  assert.equal((await ask('POST', '/Users', form)).status, 415)
})

test('a change that was made on old knowledge is refused', async () => {
  const id = await createUser('etag@example.eu')
  const { headers } = await ask('GET', `/Users/${id}`)
  const etag = headers.etag ?? ''
  const unchanged = await ask('GET', `/Users/${id}`, { headers: { 'if-none-match': etag } })
  assert.equal(unchanged.status, 304)
  const change = (displayName: string) =>
    ask('PUT', `/Users/${id}`, {
      body: { userName: 'etag@example.eu', displayName },
      headers: { 'if-match': etag },
    })
  assert.equal((await change('One')).status, 200)
  assert.equal((await change('Two')).status, 412)
  assert.equal(person(id)?.name, 'One')
})

test('who is removed is gone for the directory, and stays known by id to what they did', async () => {
  const id = await createUser('gone@example.eu')
  assert.equal((await ask('DELETE', `/Users/${id}`)).status, 204)
  assert.equal((await ask('GET', `/Users/${id}`)).status, 404)
  assert.equal((await find('/Users', 'userName eq "gone@example.eu"')).json.totalResults, 0)
  assert.equal(person(id), undefined)
  const [row] = await database.withTenant(
    tenantId,
    (sql) =>
      sql<{ name: string; status: string }[]>`select name, status from people where id = ${id}`,
  )
  assert.deepEqual({ ...row }, { name: 'gone', status: 'suspended' })
  assert.notEqual(await createUser('gone@example.eu'), id, 'somebody new')
})

test('people whom nobody has provisioned are seen, and taken over by who knows their address', async () => {
  const { json } = await find('/Users', 'displayName eq "Owner"')
  assert.equal(json.Resources[0]?.id, LOCAL_OWNER.id)
  const { status } = await patch(`/Users/${LOCAL_OWNER.id}`, {
    op: 'replace',
    path: 'active',
    value: false,
  })
  assert.equal(status, 403, 'an owner may do more than this account')
  assert.equal((await ask('DELETE', `/Users/${LOCAL_OWNER.id}`)).status, 403)
})

test('groups are made, filled and emptied in every way that directories know', async () => {
  const [a, b] = [await createUser('ga@example.eu'), await createUser('gb@example.eu')]
  const created = await ask('POST', '/Groups', {
    body: { displayName: 'Finance', externalId: 'g-1', members: [{ value: a }] },
  })
  assert.equal(created.status, 201)
  const at = `/Groups/${created.json.id}`
  const members = async () => {
    const { json } = await ask('GET', at)
    return z
      .array(z.looseObject({ value: z.string() }))
      .parse(json['members'])
      .map(({ value }) => value)
  }
  assert.deepEqual(person(a)?.groups, [created.json.id])
  await patch(at, { op: 'Add', path: 'members', value: [{ value: b }, { value: a }] })
  assert.deepEqual(
    await members(),
    [a, b].toSorted((x, y) => x.localeCompare(y)),
  )
  await patch(at, { op: 'Remove', path: 'members', value: [{ value: a }] })
  assert.deepEqual(await members(), [b])
  assert.deepEqual(person(a)?.groups, [])
  await patch(at, { op: 'remove', path: `members[value eq "${b}"]` })
  assert.deepEqual(await members(), [])
  await patch(at, { op: 'replace', value: { id: created.json.id, displayName: 'Money' } })
  await patch(at, { op: 'replace', path: 'members', value: [{ value: b }] })
  assert.deepEqual(await members(), [b])
  assert.equal(server.access.directory.findGroup(tenantId, created.json.id ?? '')?.name, 'Money')
  const both = `id eq "${created.json.id}" and members eq "${b}"`
  assert.equal((await find('/Groups', both)).json.totalResults, 1)
  const slim = await ask(
    'GET',
    `/Groups?excludedAttributes=members&filter=${encodeURIComponent('displayName eq "money"')}`,
  )
  assert.equal(slim.json.Resources[0]?.['members'], undefined)
  assert.equal(
    (await patch(at, { op: 'add', path: 'members', value: [{ value: 'x' }] })).status,
    400,
  )
  const twice = await ask('POST', '/Groups', { body: { displayName: 'Money' } })
  assert.deepEqual([twice.status, twice.json.scimType], [409, 'uniqueness'])
  await ask('DELETE', at)
  assert.deepEqual(person(b)?.groups, [])
})

test('nobody becomes an owner by being put into a group of owners', async () => {
  const id = await createUser('climber@example.eu')
  const created = await ask('POST', '/Groups', { body: { displayName: 'Owners' } })
  await database.withTenant(
    tenantId,
    (sql) => sql`
      insert into role_grants (tenant_id, holder_kind, holder_id, role)
      values (${tenantId}, 'group', ${created.json.id ?? ''}, 'owner')`,
  )
  await server.access.directory.load(tenantId)
  const at = `/Groups/${created.json.id}`
  const { status, json } = await patch(at, { op: 'add', path: 'members', value: [{ value: id }] })
  assert.equal(status, 403)
  assert.match(json.detail ?? '', /may not change “Owners”/)
  assert.ok(!person(id)?.roles?.includes('owner'))
})

test('what this is, is described as the standard wants it', async () => {
  const config = await ask('GET', '/ServiceProviderConfig')
  assert.match(String(config.headers['content-type']), /^application\/scim\+json/)
  assert.deepEqual(config.json['patch'], { supported: true })
  assert.equal((await ask('GET', '/ResourceTypes')).json.totalResults, 2)
  assert.equal((await ask('GET', '/Schemas')).json.totalResults, 3)
  assert.equal((await ask('GET', `/Schemas/${ENTERPRISE}`)).json.id, ENTERPRISE)
})

test('ten thousand users are paged through, each once', async () => {
  await database.sql.begin(async (sql) => {
    // Ten thousand checks of foreign keys would be most of the time.
    await sql`set local session_replication_role = replica`
    await sql`
      insert into people (tenant_id, id, name, email, source)
      select ${tenantId}, gen_random_uuid(), 'Person ' || n, 'p' || n || '@many.example', 'scim'
      from generate_series(1, 10000) as n`
    await sql`
      insert into scim_people (tenant_id, person_id, user_name)
      select tenant_id, id, email from people where email like '%@many.example'`
  })
  const seen = new Set<string>()
  let total = Infinity
  for (let startIndex = 1; startIndex <= total; startIndex += 1000) {
    const { json } = await ask(
      'GET',
      `/Users?startIndex=${startIndex}&count=5000&attributes=userName`,
    )
    total = json.totalResults ?? 0
    for (const { id = '' } of json.Resources) seen.add(id)
  }
  assert.ok(total >= 10_000)
  assert.equal(seen.size, total)
  const { json } = await find('/Users', 'userName sw "p99" and not (userName co "9999")')
  assert.equal(json.totalResults, 110)
  assert.equal((await find('/Users', 'userName eq "p5000@many.example"')).json.totalResults, 1)
})

test('what no database keeps is the fault of who sends it, and names stand on one line', async () => {
  const bodies = [
    { userName: 'nul\u0000@amt.example' },
    { userName: 'half@amt.example', externalId: '\ud800' },
    { userName: 'locale@amt.example', locale: '\u0000' },
  ]
  for (const body of bodies) {
    assert.equal((await ask('POST', '/Users', { body })).status, 400, JSON.stringify(body))
  }
  assert.equal((await find('/Users', String.raw`externalId eq "\u0000"`)).status, 400)
  assert.equal((await ask('POST', '/Groups', { body: { displayName: 'a\nb' } })).status, 400)
  const odd = { displayName: 'Ada\r\nBcc: x@x.eu', title: String.raw`\u0000 and ` + '\u0000\ud800' }
  const id = await createUser('odd@amt.example', odd)
  assert.equal(person(id)?.name, 'Ada Bcc: x@x.eu')
  const deep = `{"userName":"deep@amt.example","addresses":${'['.repeat(20_000)}${']'.repeat(20_000)}}`
  const { status } = await server.send({
    method: 'POST',
    path: '/scim/v2/Users',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/scim+json' },
    body: deep,
  })
  assert.equal(status, 400)
})
