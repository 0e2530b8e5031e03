import { AppError } from '#server/lib/app-error.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAccounts, type Accounts, type UsageRecord } from '#server/metering/accounts.ts'
import { createProviderModel, UNKNOWN_TAGS } from '#server/providers/provider-model.ts'
import type {
  DeploymentTags,
  Provider,
  ProviderCall,
  ProviderResponse,
} from '#server/providers/provider.ts'
import type { Price } from '#server/providers/price.ts'
import { createGateway, type GatewayCall } from '../gateway.ts'
import { TEST_PRINCIPAL } from '../v1/testing.ts'
import type { DeploymentPolicy } from './policy.ts'
import { RoutesSettings } from './route-settings.ts'
import { createRouting } from './routing.ts'

export type Behaviour = (call: ProviderCall, number: number) => Promise<ProviderResponse>

export interface ScriptedProvider extends Provider {
  /** What it was asked so far. */
  received: ProviderCall[]
}

export interface ScriptedOptions {
  tags?: Partial<DeploymentTags>
  price?: Price
  models?: string[]
  tools?: boolean
}

/** A provider that does what it is told, with the models `m` and whatever else is asked for. */
export function scripted(
  id: string,
  behaviour: Behaviour = answers('Hello'),
  { tags, price, models = ['m'], tools = true }: ScriptedOptions = {},
): ScriptedProvider {
  const received: ProviderCall[] = []
  const list = models.map((name) =>
    createProviderModel({
      id: name,
      price: price ?? null,
      tags: { ...UNKNOWN_TAGS, ...tags },
      capabilities: { operations: ['chat'], tools, jsonSchema: true },
    }),
  )
  return {
    id,
    presetName: null,
    dialects: ['openai-chat'],
    place: null,
    received,
    listModels: () => list,
    stateOf: () => ({ state: 'ready', reason: null }),
    call(call) {
      received.push(call)
      return behaviour(call, received.length)
    },
    close: () => Promise.resolve(),
  }
}

const chunkOf = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'x', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
const USAGE = { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 }

export function answers(text: string): Behaviour {
  return (call) => Promise.resolve(call.isStream ? stream(text) : whole(text))
}

function whole(text: string): ProviderResponse {
  const message = { role: 'assistant', content: text }
  const body = { id: 'x', choices: [{ index: 0, message, finish_reason: 'stop' }], usage: USAGE }
  return { status: 200, headers: { 'content-type': 'application/json' }, body: once(body) }
}

function stream(text: string): ProviderResponse {
  return eventStream(async function* events() {
    yield Buffer.from(chunkOf({ role: 'assistant', content: text }))
    yield Buffer.from(chunkOf({}, 'stop'))
    yield Buffer.from(`data: ${JSON.stringify({ choices: [], usage: USAGE })}\n\ndata: [DONE]\n\n`)
  })
}

/** One piece of answer, then the line is cut. */
export function breaksOff(text: string): Behaviour {
  return () =>
    Promise.resolve(
      eventStream(async function* events() {
        yield Buffer.from(chunkOf({ role: 'assistant', content: text }))
      }),
    )
}

function eventStream(events: () => AsyncGenerator<Buffer>): ProviderResponse {
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, body: events() }
}

export function fails(status: number, headers: Record<string, string> = {}, code = 'x'): Behaviour {
  const body = { error: { message: 'no', type: 'x', code } }
  return () => Promise.resolve({ status, headers, body: once(body) })
}

/** Says nothing until it is stopped. */
export function hangs(): Behaviour {
  return ({ signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new AppError('cancelled', 'stopped')))
    })
}

async function* once(body: object): AsyncGenerator<Buffer> {
  yield Buffer.from(JSON.stringify(body))
}

export interface ScriptedSetup {
  routes?: Record<string, unknown>
  policy?: DeploymentPolicy
  random?: () => number
  /** Whose ledger it goes into; absent: only into `records`. */
  accounts?: Accounts
  clock?: ReturnType<typeof createManualClock>
  /** Waits between attempts; absent: the clock moves on by that much, at once. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

export function setupScripted(providers: Provider[], options: ScriptedSetup = {}) {
  const { routes = {}, policy, random = () => 0.5, pause } = options
  const records: UsageRecord[] = []
  const clock = options.clock ?? createManualClock()
  const list = () => providers
  const routing = createRouting({
    providers: list,
    clock,
    routes: RoutesSettings.parse(routes),
    random,
    ...(policy && { policy }),
  })
  const gateway = createGateway({
    providers: list,
    accounts:
      options.accounts ?? createAccounts({ clock, recordUsage: (record) => records.push(record) }),
    clock,
    log: silentLog,
    routing,
    pause:
      pause ??
      ((ms) => {
        clock.advance(ms)
        return Promise.resolve()
      }),
  })
  const chat = async (fields: object = {}, call: Partial<GatewayCall> = {}) => {
    const messages = [{ role: 'user', content: 'Hi' }]
    const body = Buffer.from(JSON.stringify({ model: 'm', messages, ...fields }))
    const { signal } = new AbortController()
    const { body: chunks, headers } = await gateway.call({
      operation: 'chat',
      dialect: 'openai-chat',
      principal: TEST_PRINCIPAL,
      requestId: createId(),
      signal,
      body,
      ...call,
    })
    const text = Buffer.concat(await Array.fromAsync(chunks)).toString()
    return { text, provider: headers['x-galerne-provider'] }
  }
  return { gateway, routing, records, clock, chat }
}
