import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { RouteForm } from '#wire/own-routes.ts'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { createGateway } from '#server/gateway/gateway.ts'
import { RoutesSettings } from '#server/gateway/routing/route-settings.ts'
import { createRouting, EVERYBODYS } from '#server/gateway/routing/routing.ts'
import { scripted } from '#server/gateway/routing/scripted-testing.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAccounts } from '#server/metering/accounts.ts'
import { createOwnRoutesStore } from './own-routes-store.ts'
import { createOwnRoutes } from './own-routes.ts'
import { createRunningRoutes } from './running-routes.ts'

const database = await openTestDatabase()
after(() => database.close())

const OTHER_ID = '0199c0de-0000-7000-8000-0000000000f7'
await database.withTenant(
  OTHER_ID,
  (sql) => sql`insert into organisations (tenant_id, name) values (${OTHER_ID}, 'Another')`,
)
const OTHER: Principal = { ...LOCAL_OWNER, tenantId: OTHER_ID }

const FORM: RouteForm = {
  isEnabled: true,
  strategy: 'order',
  to: [{ deployment: 'here/m', weight: 1 }],
  require: null,
  firstContentMs: null,
  totalMs: null,
  attempts: null,
  hedge: null,
  fallbacks: { contextLength: [], capability: [] },
  delivery: 'streamed',
}

/** As one process has it; all of them have one database. */
function openProcess(routes: Record<string, unknown> = {}) {
  const store = createOwnRoutesStore(database)
  const running = createRunningRoutes(store, silentLog)
  const clock = createManualClock()
  const providers = [
    scripted('here', undefined, { tags: { jurisdiction: 'DE' } }),
    scripted('there', undefined, { tags: { jurisdiction: 'US' } }),
  ]
  const routing = createRouting({
    providers: () => providers,
    scopeOf: (tenantId) => (running.hasAny(tenantId) ? tenantId : EVERYBODYS),
    ownRoutes: (scope) => running.of(scope),
    routes: RoutesSettings.parse(routes),
    clock,
  })
  const accounts = createAccounts({ clock, recordUsage: () => undefined })
  const gateway = createGateway({
    providers: () => providers,
    accounts,
    clock,
    log: silentLog,
    routing,
  })
  const own = createOwnRoutes({ store, running, routing, describeConfigured: () => [], clock })
  const ask = async (principal: Principal, model: string) => {
    const body = Buffer.from(JSON.stringify({ model, messages: [{ role: 'user', content: 'Hi' }] }))
    const { headers } = await gateway.call({
      operation: 'chat',
      dialect: 'openai-chat',
      principal,
      requestId: createId(),
      signal: new AbortController().signal,
      body,
    })
    return headers['x-galerne-provider']
  }
  return { own, running, ask }
}

test('a route takes calls at once, of its organisation alone, and in every process', async () => {
  const { own, ask } = openProcess()
  const saved = await own.save(LOCAL_OWNER, 'chat', FORM)
  assert.equal(saved.problem, null)
  assert.equal(await ask(LOCAL_OWNER, 'chat'), 'here')
  await assert.rejects(ask(OTHER, 'chat'), { code: 'model_not_found' })

  const another = openProcess()
  await another.running.reload(LOCAL_OWNER.tenantId)
  assert.equal(await another.ask(LOCAL_OWNER, 'chat'), 'here')

  await own.save(LOCAL_OWNER, 'chat', { ...FORM, to: [{ deployment: 'there/m', weight: 1 }] })
  assert.equal(await ask(LOCAL_OWNER, 'chat'), 'there')
  await own.save(LOCAL_OWNER, 'chat', { ...FORM, isEnabled: false })
  await assert.rejects(ask(LOCAL_OWNER, 'chat'), { code: 'model_not_found' })
  await own.remove(LOCAL_OWNER, 'chat')
  await assert.rejects(own.remove(LOCAL_OWNER, 'chat'), { code: 'not_found' })
})

test('a form comes back as it was saved', async () => {
  const { own } = openProcess()
  const form: RouteForm = {
    ...FORM,
    strategy: 'weight',
    to: [
      { deployment: 'here/m', weight: 3 },
      { deployment: 'there/m', weight: 1 },
    ],
    require: { jurisdictions: ['EU'], noTraining: true },
    firstContentMs: 4_000,
    attempts: 3,
    hedge: { afterMs: 2_000, share: 0.1 },
    fallbacks: { contextLength: ['m'], capability: [] },
    delivery: 'whole',
  }
  await own.save(LOCAL_OWNER, 'all', form)
  const [route] = own.list(LOCAL_OWNER).routes
  const { name, updatedAt, problem, ...back } = route ?? assert.fail()
  assert.deepEqual([name, problem, back], ['all', null, form])
  assert.ok(Date.parse(updatedAt) >= 0)
  await own.remove(LOCAL_OWNER, 'all')
})

test('what leads nowhere, or is written in galerne.yaml, is refused with the reason', async () => {
  const { own } = openProcess({ 'of-file': { to: ['here/m'] } })
  const cases: [string, Partial<RouteForm>, RegExp][] = [
    ['of-file', {}, /written in galerne\.yaml/],
    ['../x', {}, /letters, digits/],
    ['a', { to: [{ deployment: 'nobody/m', weight: 1 }] }, /Nobody offers “nobody\/m”/],
    ['a', { fallbacks: { contextLength: ['a'], capability: [] } }, /no other route or model “a”/],
    ['a', { strategy: 'weight', to: [{ deployment: 'here/m', weight: 0 }] }, /weight above 0/],
    ['a', { to: [...FORM.to, ...FORM.to] }, /names here\/m twice/],
  ]
  for (const [name, change, message] of cases) {
    await assert.rejects(own.save(LOCAL_OWNER, name, { ...FORM, ...change }), { message })
  }
  assert.deepEqual(own.list(LOCAL_OWNER).routes, [])
  const member: Principal = { ...LOCAL_OWNER, roles: ['member'] }
  await assert.rejects(own.save(member, 'a', FORM), { code: 'forbidden' })
})

test('an organisation makes a route around what galerne.yaml demands of a deployment', async () => {
  const attack = async (routes: Record<string, unknown>) => {
    const { own, ask } = openProcess(routes)
    await own.save(LOCAL_OWNER, 'around', { ...FORM, to: [{ deployment: 'there/m', weight: 1 }] })
    try {
      return await ask(LOCAL_OWNER, 'around')
    } catch (error) {
      return error instanceof Error ? error.message : ''
    } finally {
      await own.remove(LOCAL_OWNER, 'around')
    }
  }
  // Where the file demands nothing, it may.
  assert.equal(await attack({ strict: { to: ['there/m'] } }), 'there')
  const strict = { to: ['there/m'], require: { jurisdictions: ['EU'] } }
  assert.match(
    String(await attack({ strict })),
    /The route “strict”, which it belongs to, demands more/,
  )
})
