import type {
  Playground,
  PlaygroundEvent,
  PlaygroundRun,
  PlaygroundSummary,
  SavePlayground,
} from '#wire/playground.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { openaiChat } from '#server/dialects/openai-chat/openai-chat.ts'
import type { ChatEvent } from '#server/dialects/conversation.ts'
import { failureInAnswer } from '#server/gateway/failures.ts'
import type { Gateway } from '#server/gateway/gateway.ts'
import { AppError, toApiError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { createId, isId } from '#server/lib/ids.ts'
import { readSse } from '#server/lib/sse.ts'
import { toChatRequest } from './playground-request.ts'
import type { PlaygroundsStore } from './playgrounds-store.ts'
import type { Receipts } from './receipts.ts'

export interface PlaygroundDesk {
  /**
   * Asks one model, through the gateway and in the caller's own name. Throws AppError where the request itself is wrong;
   * whatever fails later is an event. The last event is the receipt, where anything was called.
   */
  run(caller: Caller, run: PlaygroundRun): AsyncGenerator<PlaygroundEvent>
  list(principal: Principal): Promise<PlaygroundSummary[]>
  get(principal: Principal, id: string): Promise<Playground>
  create(principal: Principal, wanted: SavePlayground): Promise<Playground>
  update(principal: Principal, id: string, wanted: SavePlayground): Promise<Playground>
  remove(principal: Principal, id: string): Promise<void>
}

export interface Caller {
  principal: Principal
  requestId: string
  signal: AbortSignal
}

export interface PlaygroundOptions {
  gateway: Pick<Gateway, 'call'>
  store: PlaygroundsStore
  receipts: Receipts
  clock: Clock
}

export function createPlayground(options: PlaygroundOptions): PlaygroundDesk {
  const { store, clock } = options
  const get = async (principal: Principal, id: string) => {
    const found = isId(id) ? await store.find(principal, id) : undefined
    if (found) return found
    throw new AppError('not_found', 'There is no such page of the playground, or it is not shared.')
  }
  return {
    run(caller, run) {
      const body = Buffer.from(JSON.stringify(toChatRequest(run)))
      return ask(caller, body, options)
    },
    async list(principal) {
      requireAllowed(principal, 'playground.read', { kind: 'playground' })
      return store.list(principal)
    },
    async get(principal, id) {
      requireAllowed(principal, 'playground.read', { kind: 'playground', id })
      return get(principal, id)
    },
    async create(principal, wanted) {
      requireAllowed(principal, 'playground.write', { kind: 'playground' })
      const id = createId(clock.now())
      await store.insert(principal, { id, ...wanted }, new Date(clock.now()))
      return get(principal, id)
    },
    async update(principal, id, wanted) {
      requireAllowed(principal, 'playground.write', { kind: 'playground', id })
      const now = new Date(clock.now())
      const isThere = isId(id) && (await store.update(principal, { id, ...wanted }, now))
      if (!isThere) throw notYours()
      return get(principal, id)
    },
    async remove(principal, id) {
      requireAllowed(principal, 'playground.write', { kind: 'playground', id })
      if (!isId(id) || !(await store.remove(principal, id))) throw notYours()
    },
  }
}

function notYours(): AppError {
  return new AppError('not_found', 'There is no such page of the playground among your own.')
}

async function* ask(
  { principal, requestId, signal }: Caller,
  body: Buffer,
  { gateway, receipts }: PlaygroundOptions,
): AsyncGenerator<PlaygroundEvent> {
  const waiting = receipts.begin(requestId)
  try {
    const answer = await gateway.call({
      operation: 'chat',
      dialect: 'openai-chat',
      principal,
      body,
      signal,
      requestId,
    })
    const reader = openaiChat.createEventReader()
    for await (const data of readSse(answer.body)) {
      yield* reader.read({ event: null, data }).flatMap(toPlaygroundEvents)
    }
  } catch (error) {
    if (signal.aborted) return
    yield { type: 'error', error: toApiError(error, requestId) }
  } finally {
    // Taken whatever happens, so that nothing waits for ever.
    const receipt = waiting.take()
    if (receipt && !signal.aborted) yield { type: 'receipt', receipt }
  }
}

/** What of an answer is shown. */
function toPlaygroundEvents(event: ChatEvent): PlaygroundEvent[] {
  if (event.type === 'text' || event.type === 'refusal') {
    return event.text === '' ? [] : [{ type: 'text', text: event.text }]
  }
  if (event.type === 'reasoning') {
    return event.text === '' ? [] : [{ type: 'reasoning', text: event.text }]
  }
  if (event.type === 'tool-call') {
    const { part: index, name, arguments: piece } = event
    return [{ type: 'tool-call', index, ...(name !== undefined && { name }), arguments: piece }]
  }
  if (event.type === 'finish') return [{ type: 'finish', reason: event.reason }]
  if (event.type !== 'error') return []
  return [{ type: 'error', error: toApiError(failureInAnswer({ id: '' }, event.error)) }]
}
