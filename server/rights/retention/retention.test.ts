import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Hono } from 'hono'
import type { ApiEnv } from '#server/access/api-env.ts'
import type { Principal } from '#server/access/principal.ts'
import { toErrorResponse } from '#server/http/errors.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import { createCertificates, isGenuine } from '../certificates.ts'
import { createDisposalsStore } from '../disposals-store.ts'
import { dueAfter } from '../people/due-date.ts'
import { createRequestsStore } from '../people/requests-store.ts'
import { createRightsDesk } from '../people/rights-desk.ts'
import { createRightsRoutes } from '../people/routes.ts'
import { createSettingsStore } from '../people/settings-store.ts'
import { fillTestOrganisation, HERE, type Filled } from '../test-organisation-store.ts'
import { fillPossessions } from '../test-possessions-store.ts'
import { createHoldsStore } from './holds-store.ts'
import { openRetention } from './retention.ts'
import { createRetentionStore } from './retention-store.ts'
import { createRetentionRoutes } from './routes.ts'

const DAY_MS = 86_400_000
const clock = createManualClock(Date.now())

let database: Database
let ours: Filled
let theirs: Filled
let api: ReturnType<typeof createApi>
before(async () => {
  database = await openTestDatabase()
  ours = await fillTestOrganisation(database, { tenantId: createId(), messages: 3 })
  theirs = await fillTestOrganisation(database, { tenantId: createId(), messages: 3 })
  api = createApi()
})
after(() => database.close())

function createApi() {
  const box = createSecretBox([HERE])
  const certificates = createCertificates({ box, clock, nameOf: () => 'Stadt' })
  const store = createRetentionStore(database)
  const parts = {
    requests: createRequestsStore(database),
    settings: createSettingsStore(database),
    disposals: createDisposalsStore(database),
  }
  const idle = () => Promise.resolve()
  const copyConversations = async function* () {}
  const options = { ...parts, database, retention: store, certificates, clock, log: silentLog }
  const desk = createRightsDesk({
    ...options,
    copyConversations,
    settle: idle,
    forget: idle,
    eraseFromTrail: idle,
  })
  const tenantIds = () => [ours.tenantId, theirs.tenantId]
  const retention = openRetention({
    store,
    certificates,
    clock,
    log: silentLog,
    tenantIds,
    doesChores: false,
  })
  let principal: Principal
  const app = new Hono<ApiEnv>()
  app.use((c, next) => {
    c.set('principal', principal)
    return next()
  })
  app.onError((error) => toErrorResponse(error, { requestId: 'r', log: silentLog }))
  app.route('/', createRightsRoutes({ ...parts, desk }))
  app.route('/', createRetentionRoutes({ retention, holds: createHoldsStore(database), clock }))
  return {
    retention,
    disposals: parts.disposals,
    async ask(as: Principal, asked: string, body?: object) {
      principal = as
      const [method = '', path = ''] = asked.split(' ')
      const response = await app.request(path, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.includes('json') ?? false
      return { status: response.status, body: isJson ? JSON.parse(text) : text }
    },
  }
}

const as = (
  role: 'owner' | 'member' | 'auditor' | 'data-protection-officer',
  of = ours,
): Principal => ({
  kind: 'person',
  id: role === 'member' ? of.personId : of.ownerId,
  name: role === 'member' ? 'Grüße Person' : 'Ada',
  tenantId: of.tenantId,
  roles: [role],
})

const countConversations = async ({ tenantId }: Filled) =>
  (await database.withTenant(tenantId, (sql) => sql`select 1 from conversations`)).length

test('a month ends on the same day of the next one, or on its last', () => {
  const due = (from: string, months: number) => dueAfter(new Date(from), months).toISOString()
  assert.equal(due('2026-01-31T10:00:00.000Z', 1), '2026-02-28T10:00:00.000Z')
  assert.equal(due('2028-01-31T10:00:00.000Z', 1), '2028-02-29T10:00:00.000Z')
  assert.equal(due('2026-11-30T23:59:59.000Z', 3), '2027-02-28T23:59:59.000Z')
  assert.equal(due('2026-12-15T00:00:00.000Z', 1), '2027-01-15T00:00:00.000Z')
})

test('a rule takes nothing until it is switched on, then what is older and not held, in its own organisation', async () => {
  const rule = { classification: 'restricted', days: 30, isEnabled: false }
  const officer = as('data-protection-officer')
  const now = await api.ask(officer, 'POST /retention/preview', rule)
  assert.deepEqual([now.body.conversations, now.body.expired], [1, 0])
  clock.advance(40 * DAY_MS)
  const later = await api.ask(officer, 'POST /retention/preview', rule)
  assert.deepEqual([later.body.expired, later.body.expiredMessages], [1, 3])
  await api.ask(officer, 'POST /retention', rule)
  assert.equal(await api.retention.dispose(ours.tenantId), 0)

  await api.ask(officer, 'POST /retention', { ...rule, isEnabled: true })
  const placed = await api.ask(officer, 'POST /holds', {
    subjectKind: 'conversation',
    subjectId: ours.conversationId,
    reason: 'Case 7',
  })
  assert.equal(placed.status, 201)
  assert.equal((await api.ask(officer, 'GET /retention')).body.rules[2].held, 1)
  assert.equal(await api.retention.dispose(ours.tenantId), 0)
  await api.ask(officer, `POST /holds/${placed.body.id}/lift`)
  assert.equal(await api.retention.dispose(ours.tenantId), 1)
  assert.deepEqual([await countConversations(ours), await countConversations(theirs)], [0, 1])
  const [disposal] = (await api.disposals.list(ours.tenantId)).disposals
  assert.ok(disposal && isGenuine(disposal))
  assert.match(disposal.certificate.rule, /“restricted” go 30 days/)
  assert.deepEqual((await api.disposals.list(theirs.tenantId)).disposals, [])
})

test('texts in plain language are counted before they go, go by the same rule, and leave a certificate', async () => {
  const filled = await fillTestOrganisation(database, { tenantId: createId(), messages: 1 })
  await fillPossessions(database, filled)
  const { tenantId } = filled
  const officer = as('data-protection-officer', filled)
  const rule = { classification: 'restricted', days: 3, isEnabled: true }
  // Whatever the clock of this test says by now: all of it is a year old.
  await database.withTenant(
    tenantId,
    (sql) => sql`update plain_texts set updated_at = updated_at - interval '1 year'`,
  )
  const hold = { subjectKind: 'person', subjectId: filled.personId, reason: 'Case 9' }
  const { body: placed } = await api.ask(officer, 'POST /holds', hold)
  await api.ask(officer, 'POST /retention', rule)
  const held = await api.ask(officer, 'POST /retention/preview', rule)
  assert.deepEqual([held.body.plainTexts, held.body.expiredPlainTexts], [1, 0])
  await api.retention.dispose(tenantId)
  assert.deepEqual((await api.disposals.list(tenantId)).disposals, [])

  await api.ask(officer, `POST /holds/${placed.id}/lift`)
  const due = await api.ask(officer, 'POST /retention/preview', rule)
  assert.deepEqual([due.body.plainTexts, due.body.expiredPlainTexts], [1, 1])
  await api.retention.dispose(tenantId)
  const left = await api.ask(officer, 'POST /retention/preview', rule)
  assert.equal(left.body.plainTexts, 0)
  const { disposals } = await api.disposals.list(tenantId)
  const disposal = disposals.find(({ certificate }) =>
    certificate.rule.startsWith('Texts in plain'),
  )
  assert.ok(disposal && isGenuine(disposal))
  assert.deepEqual(disposal.certificate.counts, [{ kind: 'plain-texts', count: 1, fate: 'erased' }])
})

test('answers that were kept for whoever asks again go after their time, also where nobody asks', async () => {
  const { tenantId } = ours
  const keep = (name: string, hours: number) =>
    database.withTenant(
      tenantId,
      (sql) => sql`
        insert into idempotent_answers (tenant_id, name, fingerprint, expires_at, sealed)
        values (${tenantId}, ${Buffer.from(name)}, ${Buffer.from('f')},
          now() + ${hours} * interval '1 hour', 'sealed')`,
    )
  await keep('old', -1)
  await keep('new', 1)
  await api.retention.dispose(tenantId)
  const left = await database.withTenant(
    tenantId,
    (sql) => sql<{ name: Uint8Array }[]>`select name from idempotent_answers`,
  )
  assert.deepEqual(
    left.map(({ name }) => Buffer.from(name).toString()),
    ['new'],
  )
})

test('who may do what: members ask, officers decide, auditors look, nobody reaches another organisation', async () => {
  const member = as('member')
  const officer = as('data-protection-officer')
  for (const asked of [
    'GET /rights/requests',
    'GET /retention',
    'GET /holds',
    `GET /rights/people/${ours.personId}`,
  ]) {
    assert.equal((await api.ask(member, asked)).status, 403, asked)
  }
  assert.equal((await api.ask(as('auditor'), 'GET /holds')).status, 200)
  assert.equal((await api.ask(as('auditor'), 'GET /rights/disposals')).status, 200)
  const hold = { subjectKind: 'person', subjectId: ours.personId, reason: 'Case 8' }
  assert.equal((await api.ask(as('auditor'), 'POST /holds', hold)).status, 403)
  assert.equal((await api.ask(as('auditor'), `GET /rights/people/${ours.personId}`)).status, 403)

  const other = as('data-protection-officer', theirs)
  const unknown = await api.ask(officer, `GET /rights/people/${createId()}`)
  const foreign = await api.ask(officer, `GET /rights/people/${theirs.personId}`)
  assert.deepEqual(
    [foreign.status, foreign.body.error.message],
    [unknown.status, unknown.body.error.message],
  )
  assert.equal((await api.ask(other, 'POST /holds', hold)).status, 404)
})

test('a request goes its way: asked, put off once with a reason, refused only with one, and then over', async () => {
  const member = as('member')
  const officer = as('data-protection-officer')
  const { body: request } = await api.ask(member, 'POST /my/rights-requests', {
    kind: 'restrict',
    note: 'Stop',
  })
  assert.equal(Date.parse(request.dueAt), dueAfter(new Date(request.askedAt), 1).getTime())
  const decide = (body: object) => api.ask(officer, `POST /rights/requests/${request.id}`, body)
  assert.match((await decide({ decision: 'delay' })).body.error.message, /Say why/)
  const delayed = await decide({ decision: 'delay', reason: 'It is much' })
  assert.equal(Date.parse(delayed.body.dueAt), dueAfter(new Date(request.askedAt), 3).getTime())
  assert.equal((await decide({ decision: 'delay', reason: 'More' })).status, 409)
  assert.equal((await decide({ decision: 'refuse' })).status, 400)
  assert.equal((await decide({ decision: 'refuse', reason: 'Not ours' })).body.status, 'refused')
  assert.equal((await decide({ decision: 'approve' })).status, 409)
  const stranger = await api.ask(
    as('data-protection-officer', theirs),
    `POST /rights/requests/${request.id}`,
    { decision: 'approve' },
  )
  assert.equal(stranger.status, 404)
  const mine = await api.ask(as('owner'), `POST /my/rights-requests/${request.id}/withdraw`)
  assert.equal(mine.status, 404, 'of somebody else')
})

test('people erase themselves only where the organisation has said so', async () => {
  const member = as('member', theirs)
  const wish = { name: 'Grüße Person' }
  assert.equal((await api.ask(member, 'POST /my/erasure', wish)).status, 403)
  await api.ask(as('data-protection-officer', theirs), 'POST /rights/settings', {
    mayEraseSelf: true,
  })
  assert.equal((await api.ask(member, 'GET /my/data')).body.mayEraseSelf, true)
  const erased = await api.ask(member, 'POST /my/erasure', wish)
  assert.equal(erased.body.certificate.by, 'the person')
  assert.equal(await countConversations(theirs), 0)
})
