import { AppError } from '#server/lib/app-error.ts'
import type { DialectName } from '#server/dialects/conversation.ts'
import { answerTo, promptOf, type FakeRequest } from './fake-answer.ts'
import { isDue, readDirectives, type Directives } from './fake-faults.ts'
import { FOR_EVER_MS, streamOf, usageOf, wait } from './fake-stream.ts'
import { createBill, type Bill } from './fake/bill.ts'
import { FAKE_MODELS, habitOf } from './fake/models.ts'
import { answerOperation } from './fake/operations.ts'
import { json, refusalOf, textual } from './fake/replies.ts'
import { createFakeResources, type FakeResources } from './fake/resources.ts'
import { recordOf, type FakeBody, type FakeWire } from './fake/wire.ts'
import { wireOf, type FakeFlavour } from './fake/wires.ts'
import type { Operation, Provider, ProviderCall, ProviderResponse } from './provider.ts'

export interface FakeOptions {
  id?: string
  /** Pieces (about a word) a second; null: as fast as they are read. */
  piecesPerSecond?: number | null
  /** What it claims to speak; absent: `openai-chat`. It knows all of them. */
  dialects?: readonly DialectName[]
  /** Whose habits it has in OpenAI's chat dialect; absent: OpenAI's. */
  flavour?: FakeFlavour
  /** What it charges goes here; absent: to a bill of its own. */
  bill?: Bill
  /** Faults of the connection are left to the server that it stands behind. */
  hasSocket?: boolean
}

export interface FakeProvider extends Provider {
  bill: Bill
}

/** What the fake has that belongs to no model. */
const RESOURCES: readonly Operation[] = [
  'files',
  'batches',
  'batch-jobs',
  'agents',
  'conversations',
  'libraries',
]

/**
 * A provider for development and tests: answers at once, always the same, in the language of the question, and fails on
 * command (fake-faults.ts says how). It speaks every dialect, knows every operation, and keeps a bill.
 */
export function createFakeProvider(options: FakeOptions = {}): FakeProvider {
  const { id = 'fake', piecesPerSecond = null, bill = createBill() } = options
  const state: FakeState = {
    flavour: options.flavour ?? 'openai',
    hasSocket: options.hasSocket ?? false,
    faultsMet: new Map(),
    delayMs: piecesPerSecond === null ? 0 : 1000 / piecesPerSecond,
    bill,
    resources: createFakeResources(),
  }
  return {
    id,
    presetName: null,
    dialects: options.dialects ?? ['openai-chat'],
    place: 'this machine (fake)',
    bill,
    operations: RESOURCES,
    listModels: () => FAKE_MODELS,
    stateOf: () => ({ state: 'ready', reason: null }),
    call: (call) => answerCall(call, state),
    close: () => Promise.resolve(),
  }
}

interface FakeState {
  flavour: FakeFlavour
  hasSocket: boolean
  faultsMet: Map<string, number>
  delayMs: number
  bill: Bill
  resources: FakeResources
}

async function answerCall(call: ProviderCall, state: FakeState): Promise<ProviderResponse> {
  const wire = wireOf(call.dialect, state.flavour)
  const body = await bodyOf(call)
  if (RESOURCES.includes(call.operation)) return state.resources.answer(call, body, state.bill)
  const fields = call.resource?.contentType?.startsWith('multipart/') ? {} : parse(body)
  if (!fields) return json(400, wire.error({ status: 400, code: 'invalid_json' }))
  if (!isConversation(call.operation)) {
    return answerOperation({ call, body, fields, wire, ...state })
  }
  const request = { ...wire.readRequest(fields), stream: call.isStream }
  const directives = directivesOf(request, call, state)
  return chat({ call, request, directives, wire, state })
}

function isConversation(operation: Operation): boolean {
  return operation === 'chat' || operation === 'agent-completions'
}

/** What goes wrong this time: ordered by the prompt, or the habit of the model. */
function directivesOf(
  request: FakeRequest,
  { model }: ProviderCall,
  { faultsMet, hasSocket }: FakeState,
): Directives {
  const directives = readDirectives(promptOf(request), habitOf(model))
  if (hasSocket) delete directives.faults.net
  return isDue(directives, faultsMet) ? directives : { ...directives, faults: {} }
}

interface FakeCall {
  call: ProviderCall
  request: FakeRequest
  directives: Directives
  wire: FakeWire
  state: FakeState
}

async function chat(asked: FakeCall): Promise<ProviderResponse> {
  const { call, request, directives, wire, state } = asked
  const { faults, tag } = directives
  const { signal, operation, model } = call
  const refused = await refusalOf(faults, wire, signal)
  if (refused) return refused
  const said = answerTo({ ...request, model }, directives)
  const charge = { operation, model, tag, usage: said.usage }
  if (call.isStream && faults.body !== 'error') {
    const { delayMs } = state
    const onEnd = (end: { outputTokens: number; isWhole: boolean }) =>
      state.bill.charge({ ...charge, ...end })
    const body = streamOf({ wire, request, answer: said, faults, delayMs, signal, onEnd })
    return { status: 200, headers: { 'content-type': wire.streamType }, body }
  }
  if (faults.slow) await wait(faults.slow, signal)
  if (faults.stall !== undefined) await wait(FOR_EVER_MS, signal)
  if (faults.reset !== undefined) {
    throw new AppError('provider_unavailable', 'The connection broke.')
  }
  if (faults.body === 'error' || faults.error !== undefined) return json(200, wire.error(faults))
  const text = JSON.stringify(wire.whole(said, usageOf(said, faults)))
  const isCut = faults.body === 'cut' || faults.cut !== undefined
  state.bill.charge({ ...charge, isWhole: !isCut })
  return textual(200, isCut ? text.slice(0, text.length / 2) : text)
}

async function bodyOf({ body, resource }: ProviderCall): Promise<Buffer> {
  if (!resource?.upload) return body
  return Buffer.concat(await Array.fromAsync(resource.upload.open()))
}

function parse(body: Buffer): FakeBody | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null ? recordOf(value) : undefined
  } catch {
    return undefined
  }
}
