import { randomUUID } from 'node:crypto'
import { piecesOf } from '../fake-answer.ts'
import type { ProviderResponse } from '../provider.ts'
import { usageFor } from './operation.ts'
import { eventStream, json } from './replies.ts'
import type { ResourceRequest } from './resources.ts'
import { namedEvent, recordOf, stringOf, type FakeBody } from './wire.ts'

type Kept = Map<string, FakeBody>
type Answers = Record<string, (request: ResourceRequest) => ProviderResponse | undefined>

const TIME = '2026-10-01T08:00:00.000Z'

/** Mistral's agents, conversations and libraries, with as much of their insides as its client reads. */
export function createFakeConversations(): Answers {
  const agents: Kept = new Map()
  const conversations: Kept = new Map()
  const libraries: Kept = new Map()
  return {
    agents: (request) => keep(agents, request, toAgent),
    libraries: (request) => keep(libraries, request, toLibrary),
    conversations: (request) => converse(conversations, request),
  }
}

function keep(
  kept: Kept,
  { method, segments, body }: ResourceRequest,
  make: (asked: FakeBody) => FakeBody & { id: string },
): ProviderResponse | undefined {
  const [, id, part] = segments
  if (id === undefined) {
    if (method === 'GET') return listing(kept, segments[0] ?? '')
    const made = make(readBody(body))
    kept.set(made.id, made)
    return json(segments[0] === 'libraries' ? 201 : 200, made)
  }
  const one = kept.get(id)
  if (!one) return undefined
  // Below it, whatever was asked: documents, versions, shares…
  if (part !== undefined) return json(200, { id, object: part, data: [], path: segments })
  if (method === 'DELETE') {
    kept.delete(id)
    return segments[0] === 'agents' ? { ...json(204, {}), body: nothing() } : json(200, one)
  }
  if (method !== 'GET') kept.set(id, { ...one, ...readBody(body) })
  return json(200, kept.get(id) ?? one)
}

/** Agents are a plain array in Mistral's API, libraries an object. */
function listing(kept: Kept, kind: string): ProviderResponse {
  const all = [...kept.values()]
  return json(200, kind === 'libraries' ? { data: all, pagination: PAGINATION } : all)
}

const PAGINATION = {
  total_items: 1,
  total_pages: 1,
  current_page: 0,
  page_size: 100,
  has_more: false,
}

function converse(kept: Kept, request: ResourceRequest): ProviderResponse | undefined {
  const { method, segments, body, isStream, bill } = request
  const [, id, part] = segments
  if (id === undefined && method === 'GET') return json(200, [...kept.values()])
  const known = id === undefined ? undefined : kept.get(id)
  if (id !== undefined && !known) return undefined
  if (method === 'GET') {
    if (part === undefined) return json(200, known ?? {})
    const object = `conversation.${part}`
    return json(200, { object, conversation_id: id, entries: [], messages: [] })
  }
  if (method === 'DELETE') {
    kept.delete(id ?? '')
    return { ...json(204, {}), body: nothing() }
  }
  const asked = readBody(body)
  const made = known ?? { id: `conv_${randomUUID()}`, ...toConversation(asked) }
  const conversationId = stringOf(made.id)
  kept.set(conversationId, made)
  const model = stringOf(made.model) || stringOf(made.agent_id)
  const text = 'Ahoj, světe!'
  const usage = usageFor(JSON.stringify(asked.inputs ?? ''), piecesOf(text).length)
  bill.charge({ operation: 'conversations', model, usage })
  const told = {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.total,
  }
  return isStream
    ? eventStream(eventsOf(conversationId, text, told))
    : json(200, {
        object: 'conversation.response',
        conversation_id: conversationId,
        outputs: [{ ...ENTRY, type: 'message.output', model, content: text }],
        usage: told,
      })
}

const ENTRY = { object: 'entry', id: 'msg_1', role: 'assistant', created_at: TIME }

function eventsOf(conversationId: string, text: string, usage: object): string[] {
  const place = { created_at: TIME, output_index: 0, id: 'msg_1', content_index: 0 }
  return [
    namedEvent({
      type: 'conversation.response.started',
      created_at: TIME,
      conversation_id: conversationId,
    }),
    ...piecesOf(text).map((content) =>
      namedEvent({ type: 'message.output.delta', ...place, role: 'assistant', content }),
    ),
    namedEvent({ type: 'conversation.response.done', created_at: TIME, usage }),
  ]
}

function toConversation({ model, agent_id, instructions, name }: FakeBody): FakeBody {
  return {
    object: 'conversation',
    ...(model !== undefined && { model }),
    ...(agent_id !== undefined && { agent_id }),
    ...(instructions !== undefined && { instructions }),
    name: name ?? null,
    created_at: TIME,
    updated_at: TIME,
  }
}

function toAgent(asked: FakeBody): FakeBody & { id: string } {
  return {
    ...asked,
    object: 'agent',
    id: `ag_${randomUUID()}`,
    version: 0,
    versions: [0],
    created_at: TIME,
    updated_at: TIME,
    deployment_chat: false,
    source: 'api',
  }
}

function toLibrary(asked: FakeBody): FakeBody & { id: string } {
  return {
    ...asked,
    id: randomUUID(),
    created_at: TIME,
    updated_at: TIME,
    owner_id: null,
    owner_type: 'Workspace',
    total_size: 0,
    nb_documents: 0,
    chunk_size: null,
  }
}

function readBody(body: Buffer): FakeBody {
  return body.length === 0 ? {} : recordOf(JSON.parse(body.toString('utf8')))
}

async function* nothing(): AsyncGenerator<Buffer> {
  yield Buffer.alloc(0)
}
