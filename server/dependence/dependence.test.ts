import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Hono } from 'hono'
import { DependenceReport, DrillReport, RouteList, type Dimension } from '#wire/dependence.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { fixedOrganisations } from '#server/access/organisations-testing.ts'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { answers, scripted, setupScripted } from '#server/gateway/routing/scripted-testing.ts'
import { toErrorResponse } from '#server/http/errors.ts'
import { AppError } from '#server/lib/app-error.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'
import { openTestMetering } from '#server/metering/metering-testing.ts'
import type { Price } from '#server/providers/price.ts'
import { createDependenceRoutes } from './routes.ts'
import { indexOf } from './concentration.ts'
import { openDependence } from './dependence.ts'

let database: Database
const PRICE: Price = {
  currency: 'EUR',
  inputMicros: 1_000_000,
  outputMicros: 2_000_000,
  cachedInputMicros: null,
  cacheWriteMicros: null,
  reasoningMicros: null,
  audioInputMicros: null,
  source: 'test',
  date: '2025-01-01',
}
const DEARER = { ...PRICE, inputMicros: 3_000_000, outputMicros: 6_000_000 }
const US = { operator: 'Contoso', jurisdiction: 'US', region: 'useast' }
const EU = { operator: 'Euro Cloud', jurisdiction: 'EU', region: 'fr-par' }

async function setup() {
  const big = scripted('big', answers('big'), { tags: US, price: PRICE, models: ['m', 'only'] })
  const small = scripted('small', answers('small'), { tags: EU, price: DEARER })
  const own = scripted('own', answers('own'), { tags: { isOwnHardware: true }, models: ['home'] })
  const clock = createManualClock()
  const metering = await openTestMetering(database, { clock })
  const { gateway, routing, chat } = setupScripted([big, small, own], {
    routes: {
      r: { to: ['big/m', 'small/m'] },
      eu: { to: ['big/m', 'small/m'], require: { jurisdictions: ['EU'] } },
    },
    accounts: metering.accounts,
    clock,
  })
  const dependence = await openDependence({
    database,
    organisations: fixedOrganisations(),
    routing,
    metering,
    clock,
    log: silentLog,
  })
  return { chat, gateway, dependence, metering, clock }
}

type Setup = Awaited<ReturnType<typeof setup>>
let world: Setup
before(async () => {
  database = await openTestDatabase()
  world = await setup()
  const { chat } = world
  for (let n = 0; n < 6; n += 1) await chat({ model: 'm' })
  await chat({ model: 'only' })
  await chat({ model: 'r' })
  await chat({ model: 'home' })
  await chat({ model: 'eu' })
})
after(async () => {
  await world.dependence.close()
  await world.metering.close()
  await database.close()
})

test('the index is 10,000 where one has all, and less the more share it', () => {
  assert.equal(indexOf([7]), 10_000)
  assert.equal(indexOf([5, 5]), 5000)
  assert.equal(indexOf([1, 1, 1, 1]), 2500)
  assert.equal(indexOf([0, 0]), null)
  assert.equal(indexOf([]), null)
})

test('the report says whom calls, tokens and money went to, along each dimension', async () => {
  world.clock.advance(1)
  const report = await world.dependence.report(LOCAL_OWNER, 7)
  assert.equal(report.totals.calls, 10)
  const names = (by: Dimension) =>
    report.shares[by].map(({ kind, name, calls }) => [name ?? kind, calls])
  assert.deepEqual(names('provider'), [
    ['big', 8],
    ['own', 1],
    ['small', 1],
  ])
  assert.deepEqual(names('operator'), [
    ['Contoso', 8],
    ['Euro Cloud', 1],
    ['own', 1],
  ])
  assert.equal(report.concentration.jurisdiction.calls, 80 ** 2 + 10 ** 2 + 10 ** 2)
  assert.equal(report.overTime.length, 1)
  // 10 tokens in and 4 out: 18 micro-euros there, 54 here, nothing at home.
  assert.equal(report.totals.micros, 8 * 18 + 54)
  const open = report.checklist.filter(({ isDone }) => !isDone)
  const kinds = open.map(({ kind, subject }) => `${kind} ${subject}`.trim())
  for (const kind of ['second-deployment only', 'never-drilled big', 'spend-concentrated']) {
    assert.ok(kinds.includes(kind), kinds.join(', '))
  }
  assert.ok(!kinds.includes('route-depends-on-one r'))
  // Two are named, and one of them may never be called.
  assert.ok(kinds.includes('route-depends-on-one eu'), kinds.join(', '))
})

test('a dry drill says what would fail, and what would get slower or dearer', async () => {
  const report = await world.dependence.rehearse(
    LOCAL_OWNER,
    { by: 'operator', name: 'contoso' },
    7,
  )
  assert.deepEqual(report.lost, ['big/m', 'big/only'])
  assert.equal(report.affectedCalls, 8)
  assert.equal(report.failingCalls, 1)
  const of = (model: string) => report.models.find((one) => one.model === model)
  assert.equal(of('only')?.verdict, 'fails')
  assert.equal(of('home')?.verdict, 'unaffected')
  const moved = of('m')
  assert.equal(moved?.to, 'small/m')
  assert.deepEqual([moved?.microsBefore, moved?.microsAfter], [6 * 18, 6 * 54])
  await assert.rejects(
    world.dependence.rehearse(LOCAL_OWNER, { by: 'operator', name: 'Contoos' }, 7),
    /Did you mean Contoso\?/,
  )
})

test('a live drill takes away real deployments, is seen by others, and ends by itself', async () => {
  const { dependence, chat, clock } = world
  assert.equal((await chat({ model: 'm' })).provider, 'big')
  const drill = await dependence.start(LOCAL_OWNER, { by: 'provider', name: 'big' }, 5)
  assert.equal((await chat({ model: 'm' })).provider, 'small')
  await assert.rejects(
    chat({ model: 'only' }),
    (error) => error instanceof AppError && error.code === 'provider_unavailable',
  )
  const stateOfFirst = () =>
    dependence.routes(LOCAL_OWNER).find(({ name }) => name === 'm')?.targets[0]?.state
  const { live, choices } = await dependence.state(LOCAL_OWNER)
  assert.equal(live?.id, drill.id)
  assert.ok(choices.some(({ by, name }) => by === 'region' && name === 'fr-par'))
  assert.equal(stateOfFirst(), 'open')
  clock.advance(5 * 60_000)
  assert.equal((await chat({ model: 'm' })).provider, 'big')
  assert.equal((await dependence.state(LOCAL_OWNER)).live, null)
  await dependence.start(LOCAL_OWNER, { by: 'jurisdiction', name: 'US' }, 5)
  await dependence.end(LOCAL_OWNER)
  assert.equal((await chat({ model: 'm' })).provider, 'big')
  const report = await dependence.report(LOCAL_OWNER, 7)
  const drilled = report.checklist.find(
    ({ kind, subject }) => kind === 'never-drilled' && subject === 'big',
  )
  assert.equal(drilled?.isDone, true)
})

test('the routes speak JSON and PDF, and refuse what is wrong and who may not', async () => {
  const appFor = (principal: Principal) =>
    new Hono<ApiEnv>()
      .use(async (c, next) => {
        c.set('principal', principal)
        await next()
      })
      .onError((error, c) => toErrorResponse(error, { requestId: c.var.requestId, log: silentLog }))
      .route('/', createDependenceRoutes(world.dependence))
  const app = appFor(LOCAL_OWNER)
  const post = (value: unknown) =>
    app.request('/drill', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(value),
    })
  const report = DependenceReport.parse(await (await app.request('/dependence?days=7')).json())
  assert.ok(report.totals.calls > 0)
  const pdf = await app.request('/dependence.pdf')
  assert.equal(pdf.headers.get('content-type'), 'application/pdf')
  assert.match(Buffer.from(await pdf.arrayBuffer()).toString('latin1'), /^%PDF-1.4[^]*By operator/)
  assert.equal((await app.request('/dependence?days=0')).status, 400)
  const lose = { by: 'provider', name: 'big' }
  const dry = DrillReport.parse(await (await post({ mode: 'dry', lose })).json())
  assert.equal(dry.failingCalls, 1)
  assert.equal((await post({ mode: 'live', lose, minutes: 1 })).status, 201)
  assert.equal((await app.request('/drill', { method: 'DELETE' })).status, 204)
  assert.equal((await post({ mode: 'live', lose, minutes: 100_000 })).status, 400)
  assert.equal((await post({ mode: 'dry', lose: { by: 'continent', name: 'x' } })).status, 400)
  assert.equal((await post({ mode: 'dry', lose: { by: 'region', name: 'nowhere' } })).status, 404)
  const { routes } = RouteList.parse(await (await app.request('/routes')).json())
  assert.ok(routes.some(({ name, isConfigured }) => name === 'r' && isConfigured))
  const stranger = appFor({ ...LOCAL_OWNER, kind: 'key', name: 'a key' })
  for (const path of ['/dependence', '/dependence.pdf', '/drill', '/routes']) {
    assert.equal((await stranger.request(path)).status, 403, path)
  }
})
