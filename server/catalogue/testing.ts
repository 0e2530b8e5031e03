import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createAccounts } from '#server/metering/accounts.ts'
import { createPriceList, type PriceRow } from '#server/metering/prices.ts'
import { createGateway } from '#server/gateway/gateway.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { fixedOrganisations } from '#server/access/organisations-testing.ts'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import type { Database } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'
import { Secret } from '#server/lib/secret.ts'
import { startFakeServer } from '#server/providers/fake-server.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import { createCatalogue, openStoredProviders } from './catalogue.ts'
import { createReceipts } from './receipts.ts'

export const GOOD_KEY = 'sk-good-0123456789'

export interface ModelServer {
  /** `http://127.0.0.1:…/v1` */
  baseUrl: string
  [Symbol.asyncDispose](): Promise<void>
}

/** An API like OpenAI's with a list of models, which takes GOOD_KEY alone; behind it the fake answers. */
export async function startModelServer(models: readonly object[]): Promise<ModelServer> {
  const fake = await startFakeServer({ apiKey: GOOD_KEY })
  const server = createServer((request, response) => {
    const isRight = request.headers.authorization === `Bearer ${GOOD_KEY}`
    if (request.url === '/v1/models') {
      response.writeHead(isRight ? 200 : 401, { 'content-type': 'application/json' })
      response.end(JSON.stringify(isRight ? { data: models } : { error: { message: 'no' } }))
      return
    }
    if (!request.url?.startsWith('/v1/')) {
      response.writeHead(404).end()
      return
    }
    passOn(request, response, fake.baseUrl)
  })
  const port = await listenOnLoopback(server)
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await fake.close()
    },
  }
}

function passOn(request: IncomingMessage, response: ServerResponse, baseUrl: string): void {
  const { method, headers } = request
  const asked = ask(new URL(request.url ?? '/', baseUrl), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  asked.on('error', () => response.destroy())
  request.pipe(asked)
}

/** The whole capability over a real database, as start.ts wires it: the fake is the one provider of the configuration. */
export async function openTestCatalogue(options: {
  database: Database
  prices?: readonly PriceRow[]
  keys?: readonly Secret[]
}) {
  const { database, prices: overrides = [] } = options
  const dataFolder = await mkdtemp(join(tmpdir(), 'galerne-catalogue-'))
  const keys = options.keys ?? [new Secret('a key of the tests, of 32 characters and more')]
  const config = { dataFolder, secrets: { keys } }
  const fake = createFakeProvider()
  const configured = { list: () => [fake], placeOf: () => 'galerne.yaml:2:3' }
  const stored = await openStoredProviders({
    database,
    organisations: fixedOrganisations(),
    configured,
    config,
    log: silentLog,
  })
  const clock = createManualClock(Date.UTC(2026, 10, 22))
  const prices = createPriceList({ overrides })
  const providers = () => [fake, ...stored.running.list(LOCAL_TENANT_ID)]
  const receipts = createReceipts({ providers, prices })
  const accounts = createAccounts({ clock, recordUsage: (record) => receipts.note(record) })
  const gateway = createGateway({
    providers,
    accounts,
    clock,
    log: silentLog,
    pause: () => Promise.resolve(),
  })
  const parts = createCatalogue({
    database,
    stored,
    configured,
    embedded: undefined,
    gateway,
    accounts,
    prices,
    receipts,
    listKeys: () => [{ name: 'narrow', models: ['aurora'] }],
    defaultModelId: () => 'fake',
    clock,
    log: silentLog,
  })
  return {
    ...parts,
    stored,
    gateway,
    clock,
    async [Symbol.asyncDispose]() {
      await parts.close()
      await stored.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}
