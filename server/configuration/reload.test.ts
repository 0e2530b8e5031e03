import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { loadConfig } from '#server/config.ts'
import { createRouting } from '#server/gateway/routing/routing.ts'
import { systemClock } from '#server/lib/clock.ts'
import { silentLog } from '#server/lib/log.ts'
import { createOwnPrices } from '#server/metering/own-prices.ts'
import { createPriceList } from '#server/metering/prices.ts'
import { createConfiguredProviders } from '#server/providers/configured-providers.ts'
import { createLiveSettings } from './live-settings.ts'
import { createReloading } from './reload.ts'

const folder = mkdtempSync(join(tmpdir(), 'galerne-reload-'))
after(() => rmSync(folder, { recursive: true }))
const write = (text: string) => writeFileSync(join(folder, 'galerne.yaml'), text)

const provider = (id: string, key: string, model = 'small') => `
  ${id}:
    baseUrl: https://${id}.example.eu/v1
    apiKey: ${key}
    models: [${model}]`
const TWO = `providers:${provider('one', 'a')}${provider('two', 'b')}`

/** What runs over a galerne.yaml, and the means to read it anew. */
function start(text: string, added: string[] = []) {
  write(text)
  const config = loadConfig(['--data', folder], {})
  const section = { settings: config.providers, places: config.providerPlaces }
  const configured = createConfiguredProviders(section)
  const prices = createPriceList({ overrides: [] })
  const ownPrices = createOwnPrices(prices, [])
  const { routes } = config
  const routing = createRouting({ providers: () => configured.list(), clock: systemClock, routes })
  const live = createLiveSettings(config)
  const reloading = createReloading({
    config,
    live,
    configured,
    routing,
    metering: { setConfiguredPrices: (rows) => ownPrices.setConfigured(rows) },
    stored: { running: { list: () => added.map((id) => ({ id })) } },
    log: silentLog,
  })
  const names = () => [...routing.snapshot(LOCAL_TENANT_ID).routes.keys()]
  const reload = () => reloading.reload()
  return {
    configured,
    prices,
    live,
    reload,
    names,
    [Symbol.asyncDispose]: () => configured.close(),
  }
}

test('providers, routes and prices of a changed file hold from then on, and what is the same goes on as it is', async () => {
  await using running = start(TWO)
  const [one, two] = running.configured.list()
  const price = 'prices: [{ provider: two, model: small, from: 2025-01-01, input: 3, output: 6 }]'
  const routes = 'routes: { fast: { to: [two/small, three/large] } }'
  write(
    `${TWO.replace('apiKey: b', 'apiKey: c')}${provider('three', 'd', 'large')}\n${routes}\n${price}`,
  )
  assert.deepEqual(running.reload(), {
    changed: ['providers', 'routes', 'prices'],
    needsRestart: [],
  })
  const now = running.configured.list()
  assert.deepEqual(
    now.map(({ id }) => id),
    ['one', 'two', 'three'],
  )
  assert.equal(now[0], one, 'its connections stay')
  assert.notEqual(now[1], two, 'it has another key')
  assert.deepEqual(running.names(), ['small', 'large', 'fast'])
  const asked = { presetName: null, providerId: 'two', upstreamModel: 'small', override: null }
  assert.equal(running.prices.find({ ...asked, atMs: Date.now() })?.inputMicros, 3_000_000)
  assert.deepEqual(running.reload(), { changed: [], needsRestart: [] })
})

test('a file that cannot be used is refused with its line, and changes nothing', async () => {
  await using running = start(TWO, ['added'])
  const before = running.configured.list()
  const refused: [string, RegExp][] = [
    [
      `${TWO}\nroutes: { fast: { to: [two/small, two/smal] } }`,
      /galerne\.yaml:10:\d+ .*perhaps small is meant/,
    ],
    [`${TWO}\nprovider: {}`, /galerne\.yaml:10:1 .*providers/],
    [`${TWO}\n  : [`, /galerne\.yaml:10/],
    [`${TWO}\n    caFile: /nowhere.pem`, /nowhere\.pem/],
    [`${TWO}${provider('added', 'x')}`, /galerne\.yaml:10:\d+ .*added in the web app/],
  ]
  for (const [text, message] of refused) {
    write(text)
    assert.throws(() => running.reload(), { code: 'invalid_request', message })
    assert.equal(running.configured.list(), before)
    assert.deepEqual(running.names(), ['small'])
  }
})

test('what takes effect at the next start only is named to the setting, as long as it differs', async () => {
  await using running = start(TWO)
  write(`${TWO}\nserver: { port: 4999 }\nmoney: { currency: USD }`)
  const needsRestart = ['server.port', 'money.currency']
  assert.deepEqual(running.reload(), { changed: [], needsRestart })
  assert.deepEqual(running.reload(), { changed: [], needsRestart })
  write(TWO)
  assert.deepEqual(running.reload(), { changed: [], needsRestart: [] })
})

test('what is asked for each time holds at once, and a file with a mistake changes none of it', async () => {
  await using running = start(TWO)
  const money = running.live.view('money')
  const telemetry = running.live.view('telemetry')
  const more = [
    'log: { level: debug }',
    'money: { whenDatabaseIsAway: allow, currency: USD }',
    'cache: { small: { ttlSeconds: 60 } }',
    'telemetry: { requestLog: { maxPerSecond: 7 }, otlp: { endpoint: "http://127.0.0.1:4318" } }',
  ]
  write([TWO, ...more].join('\n'))
  assert.deepEqual(running.reload(), {
    changed: [
      'cache',
      'money.whenDatabaseIsAway',
      'telemetry.otlp',
      'telemetry.requestLog',
      'log.level',
    ],
    needsRestart: ['money.currency'],
  })
  assert.equal(money.whenDatabaseIsAway, 'allow')
  assert.equal(telemetry.requestLog.maxPerSecond, 7)
  assert.equal(telemetry.otlp?.endpoint, 'http://127.0.0.1:4318')
  assert.equal(running.live.now.cache.small?.ttlSeconds, 60)
  write([TWO, 'log: { level: loud }', 'money: { whenDatabaseIsAway: refuse }'].join('\n'))
  assert.throws(() => running.reload(), { message: /galerne\.yaml:10:\d+ .*log\.level/ })
  assert.equal(money.whenDatabaseIsAway, 'allow')
})
