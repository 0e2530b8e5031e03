import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { PolicyDocument, PolicyExample } from '#wire/policy.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { silentLog } from '#server/lib/log.ts'
import { LOCAL_OWNER } from '../principal.ts'
import { DEFAULT_DOCUMENT } from './default-document.ts'
import { createPolicyDesk } from './desk.ts'
import { createPolicies } from './policy.ts'
import { createTrafficStore } from './traffic-store.ts'

const database = await openTestDatabase()
after(() => database.close())
const clock = createManualClock()
const { tenantId } = LOCAL_OWNER
const OWN = {
  region: null,
  dataZone: null,
  operator: null,
  jurisdiction: null,
  retentionDays: 0,
  trainsOnData: false,
  isOwnHardware: true,
  certifications: [],
}
const CLOUD = { ...OWN, isOwnHardware: false }

/** A process of its own, which has read what decides now. */
async function open() {
  const policies = createPolicies({ database, clock, log: silentLog })
  await policies.load(tenantId)
  const desk = createPolicyDesk({
    policies,
    traffic: createTrafficStore(database),
    deployments: () => [{ name: 'own/m', providerId: 'own', upstreamModel: 'm-1', tags: OWN }],
    principalsOf:
      () =>
      ({ id }) =>
        id === LOCAL_OWNER.id ? LOCAL_OWNER : undefined,
    clock,
  })
  const use = (tags: typeof OWN, classification: 'internal' | 'secret' = 'internal') =>
    policies
      .rulesOf(tenantId)
      .mayUse(LOCAL_OWNER, { name: 'p/m', tags }, { classification, operation: 'chat' }).isAllowed
  return { policies, desk, use }
}

const strict = (document: PolicyDocument): PolicyDocument => ({
  ...document,
  classes: {
    ...document.classes,
    internal: { ...document.classes.internal, residency: 'own-hardware' },
  },
})

const EXAMPLE: PolicyExample = {
  name: 'Members may use our own machines',
  who: { kind: 'person', roles: ['member'], groups: [], methods: ['pwd'] },
  action: 'deployment.use',
  place: { isOwnHardware: true, trainsOnData: false },
  classification: 'secret',
  operation: null,
  purpose: null,
  isTainted: false,
  expected: 'allow',
}

test('before they are read, nothing is allowed', () => {
  const rules = createPolicies({ database, clock, log: silentLog }).rulesOf(tenantId)
  const decision = rules.mayUse(
    LOCAL_OWNER,
    { name: 'p/m', tags: OWN },
    { classification: 'public', operation: 'chat' },
  )
  assert.ok(!decision.isAllowed)
})

test('a version decides from when it is published, also elsewhere, and the one before can be brought back', async () => {
  const [here, there] = [await open(), await open()]
  assert.equal(here.desk.state(LOCAL_OWNER).version, 0)
  assert.ok(here.use(CLOUD))
  const document = strict({ ...DEFAULT_DOCUMENT, examples: [EXAMPLE] })
  const first = await here.desk.publish(LOCAL_OWNER, 0, { document, note: 'Only our own' })
  assert.equal(first.version, 1)
  assert.ok(!here.use(CLOUD))
  await there.policies.load(tenantId)
  assert.ok(!there.use(CLOUD))
  await here.desk.publish(LOCAL_OWNER, 1, { document: DEFAULT_DOCUMENT, note: 'Too strict' })
  assert.ok(here.use(CLOUD))
  const back = await here.desk.restore(LOCAL_OWNER, 2, { version: 1, note: 'Right after all' })
  assert.deepEqual([back.version, back.hash], [3, first.hash])
  assert.ok(!here.use(CLOUD))
  const { versions } = await here.desk.listVersions(LOCAL_OWNER, 100, 2)
  assert.deepEqual(
    versions.map(({ version, restores, note }) => [version, restores, note]),
    [
      [3, 1, 'Right after all'],
      [2, null, 'Too strict'],
    ],
  )
  const { changes } = await here.desk.getVersion(LOCAL_OWNER, 3)
  assert.ok(
    changes.some(
      ({ path, after: to }) => path === 'classes.internal.residency' && to === '"own-hardware"',
    ),
  )
})

test('what was made from a version that decides no more is refused, and so is the slower of two at once', async () => {
  const [one, two] = [await open(), await open()]
  const { version } = one.desk.state(LOCAL_OWNER)
  const wish = (note: string) => ({ document: { ...DEFAULT_DOCUMENT, contact: note }, note })
  await assert.rejects(one.desk.publish(LOCAL_OWNER, version - 1, wish('stale')), {
    code: 'conflict',
  })
  const both = await Promise.allSettled([
    one.desk.publish(LOCAL_OWNER, version, wish('a')),
    two.desk.publish(LOCAL_OWNER, version, wish('b')),
  ])
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  assert.equal((await open()).desk.state(LOCAL_OWNER).version, version + 1)
})

test('rules that do not do what their examples say do not go live', async () => {
  const { desk } = await open()
  const { version } = desk.state(LOCAL_OWNER)
  const document: PolicyDocument = {
    ...DEFAULT_DOCUMENT,
    expert: '@id("none") forbid (principal, action == Action::"deployment.use", resource);',
    examples: [EXAMPLE],
  }
  const check = desk.check(LOCAL_OWNER, document)
  assert.deepEqual(
    check.examples.map(({ answered, rule }) => [answered, rule]),
    [['deny', 'none']],
  )
  await assert.rejects(desk.publish(LOCAL_OWNER, version, { document, note: 'x' }), {
    code: 'invalid_request',
    message: /“Members may use our own machines” should be allowed/,
  })
  assert.equal(desk.state(LOCAL_OWNER).version, version)
})

test('what a change would have meant for last week’s calls is counted', async () => {
  const { desk } = await open()
  await database.withTenant(tenantId, async (sql) => {
    const attempt = (providerId: string, tags: typeof OWN) => ({
      providerId,
      upstreamModel: 'm-1',
      tags,
    })
    for (const [n, detail] of [
      { timeline: [attempt('own', OWN)] },
      { timeline: [attempt('cloud', CLOUD)] },
      { timeline: [attempt('cloud', CLOUD), attempt('own', OWN)] },
    ].entries()) {
      await sql`
        insert into request_log
          (tenant_id, request_id, started_at, principal_kind, principal_id, operation, model, provider_id,
           outcome, duration_ms, input_tokens, output_tokens, attempts, classification, detail)
        values (${tenantId}, ${idAt(clock.now() - 1000, n)}, ${new Date(clock.now() - 1000)}, 'person',
                ${LOCAL_OWNER.id}, 'chat', 'm', 'own', 'complete', 1, 1, 1, 1, 'internal', ${sql.json(detail)})`
    }
  })
  const run = await desk.dryRun(LOCAL_OWNER, strict(DEFAULT_DOCUMENT))
  assert.deepEqual(
    [run.calls, run.allowedBefore, run.allowedAfter, run.callsOfUnknown],
    [4, 4, 2, 0],
  )
  assert.deepEqual(
    run.changes.map(({ calls, deployment, before, after: will }) => [
      calls,
      deployment,
      before,
      will,
    ]),
    [[2, 'cloud/m-1', 'allow', 'deny']],
  )
})

function idAt(ms: number, n: number): string {
  const time = ms.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(n).padStart(12, '0')}`
}

test('a version that cannot be read allows nothing, and another one can be brought back', async () => {
  const { desk, use } = await open()
  const { version } = desk.state(LOCAL_OWNER)
  await desk.publish(LOCAL_OWNER, version, { document: DEFAULT_DOCUMENT, note: 'good' })
  await database.withTenant(tenantId, async (sql) => {
    await sql`
      insert into policy_versions (tenant_id, version, document, hash, note, author_kind, author_id, author_name)
      values (${tenantId}, ${version + 2}, '{"classes":{}}', 'x', 'x', 'person', 'x', 'x')`
  })
  const later = await open()
  assert.ok(!later.use(OWN))
  assert.ok(use(OWN))
  const mended = await later.desk.restore(LOCAL_OWNER, version + 2, {
    version: version + 1,
    note: 'mend',
  })
  assert.equal(mended.version, version + 3)
  assert.ok(later.use(OWN))
})

test('a version that was once made cannot be changed', async () => {
  await assert.rejects(
    database.withTenant(tenantId, (sql) => sql`update policy_versions set note = 'never was'`),
    /permission denied/,
  )
})
