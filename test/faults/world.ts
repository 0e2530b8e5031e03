import { createServer } from 'node:http'
import type { DialectName } from '#server/dialects/conversation.ts'
import { createGateway } from '#server/gateway/gateway.ts'
import { RoutesSettings } from '#server/gateway/routing/route-settings.ts'
import { createRouting } from '#server/gateway/routing/routing.ts'
import { createV1Handler } from '#server/gateway/v1/handlers.ts'
import { TEST_KEY, TEST_PRINCIPAL } from '#server/gateway/v1/testing.ts'
import { systemClock } from '#server/lib/clock.ts'
import { silentLog } from '#server/lib/log.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import type { Allowance } from '#server/metering/allowance.ts'
import { createAllowances } from '#server/metering/allowances.ts'
import { createPriceList } from '#server/metering/prices.ts'
import { createPricing } from '#server/metering/pricing.ts'
import { createAccounts, type UsageRecord } from '#server/metering/accounts.ts'
import { startFakeServer, type FakeServer } from '#server/providers/fake-server.ts'
import { createProviders } from '#server/providers/provider-config.ts'
import { ProvidersSettings } from '#server/providers/provider-settings.ts'
import { BASES, CALLERS, readAnswer, type Seen } from './wires.ts'

/** Milliseconds, where the provider hangs: short, so that it is soon given up. */
const SHORT = { connectMs: 400, firstByteMs: 500, idleMs: 400, totalMs: 900 }
/** Everywhere else nothing is to be given up, however busy the machine is. */
const LONG = { connectMs: 30_000, firstByteMs: 30_000, idleMs: 30_000, totalMs: 60_000 }

/** Micro-euros that a token costs, in and out. */
export const TOKEN_MICROS = { input: 3, output: 15 }
const PRICE = {
  currency: 'EUR',
  inputMicros: TOKEN_MICROS.input * 1_000_000,
  outputMicros: TOKEN_MICROS.output * 1_000_000,
  date: '2026-01-01',
}
const BUDGET: Allowance = {
  id: '00000000-0000-7000-8000-0000000000b1',
  tenantId: TEST_PRINCIPAL.tenantId,
  subject: { kind: 'organisation', id: '' },
  metric: 'money',
  hard: 1_000_000_000,
  soft: null,
  currency: 'EUR',
  period: 'month',
}

export interface WorldOptions {
  /** What callers speak. */
  caller: DialectName
  /** What the two providers speak. */
  protocol: DialectName
  /** Replaces the address of the first provider. */
  firstUrl?: string
  /** The first provider says nothing (any more): it is given up soon. */
  hangs?: boolean
  /** The first provider alone. */
  isAlone?: boolean
  route?: Record<string, unknown>
}

/** A Galerne of its own in front of two providers, `a` and `b`, which are one fake with one bill. */
export interface World {
  fake: FakeServer
  records: UsageRecord[]
  /** What the organisation has spent, and what calls still hold. */
  budget(): { spentMicros: number; heldMicros: number }
  ask(prompt: string, options: AskOptions): Promise<Seen>
  [Symbol.asyncDispose](): Promise<void>
}

export interface AskOptions {
  isStream: boolean
  signal?: AbortSignal
  headers?: Record<string, string>
}

export async function createWorld(fake: FakeServer, options: WorldOptions): Promise<World> {
  const { caller, protocol, isAlone = false } = options
  const url = fake.origin + BASES[protocol]
  const settings = settingsOf(protocol)
  const providers = createProviders(
    ProvidersSettings.parse({
      a: settings(options.firstUrl ?? url, options.hangs ? SHORT : LONG),
      ...(!isAlone && { b: settings(url, LONG) }),
    }),
  )
  const records: UsageRecord[] = []
  const { pricing, allowances } = createMoney()
  const routing = createRouting({
    providers: () => providers,
    clock: systemClock,
    routes: RoutesSettings.parse({
      m: { to: isAlone ? ['a/m'] : ['a/m', 'b/m'], ...options.route },
    }),
  })
  const gateway = createGateway({
    providers: () => providers,
    accounts: createAccounts({
      clock: systemClock,
      pricing,
      allowances,
      recordUsage: (one) => records.push(one),
    }),
    clock: systemClock,
    log: silentLog,
    routing,
  })
  const keys = {
    find: (bearer: string) => (bearer === TEST_KEY ? TEST_PRINCIPAL : undefined),
    holds: () => true,
  }
  const server = createServer(createV1Handler({ gateway, keys, log: silentLog }))
  const port = await listenOnLoopback(server)
  const wire = CALLERS[caller]
  if (!wire) throw new Error(`Nobody calls in ${caller}.`)
  return {
    fake,
    records,
    budget() {
      const [account] = allowances.accounts()
      return { spentMicros: account?.slot.used ?? NaN, heldMicros: account?.slot.held ?? NaN }
    },
    async ask(prompt, { isStream, signal, headers }) {
      const response = await fetch(`http://127.0.0.1:${port}${wire.path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${TEST_KEY}`,
          'content-type': 'application/json',
          ...headers,
        },
        body: JSON.stringify(wire.bodyOf(prompt, isStream)),
        ...(signal && { signal }),
      })
      return readAnswer(response, wire, isStream)
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await Promise.all(providers.map((provider) => provider.close()))
    },
  }
}

function settingsOf(protocol: DialectName) {
  return (baseUrl: string, limits: typeof LONG) => ({
    protocol,
    baseUrl,
    apiKey: 'sk-fake',
    limits,
    tags: { isOwnHardware: true },
    models: [{ upstreamName: 'fake', id: 'm', price: PRICE }],
  })
}

/** What a token costs, and a budget that all of it is taken from. */
function createMoney() {
  const pricing = createPricing({
    prices: createPriceList({ shipped: [] }),
    currency: 'EUR',
    rate: { usdPerEurMicros: null, date: null },
  })
  const allowances = createAllowances({
    clock: systemClock,
    pricing,
    timeZone: 'UTC',
    isSole: true,
    whenStoreIsDown: 'refuse',
    whenPriceIsUnknown: 'refuse',
    refill: async () => undefined,
    isStoreDown: () => false,
  })
  allowances.replace(TEST_PRINCIPAL.tenantId, [BUDGET])
  return { pricing, allowances }
}

export function startFake(): Promise<FakeServer> {
  return startFakeServer({ apiKey: 'sk-fake' })
}
