import type { ChatEvent, Part, ReasoningPart } from '../conversation.ts'
import type { EventReader, Frame } from '../dialect.ts'
import {
  isObject,
  listFrom,
  numberFrom,
  objectFrom,
  textFrom,
  type JsonObject,
} from '../json-values.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { finishFrom } from './finish.ts'
import { markOfProvider, readContent, realId, stopOf } from './read-answer.ts'
import { readDetail, reasoningText } from './read-reasoning.ts'
import { argumentsText, googleSignature } from './read-request.ts'
import { usageFrom } from './usage.ts'

/** Reads the chunks of a chat completion: OpenAI's, Azure's, Mistral's, those of servers of open models. */
export function createEventReader(): EventReader {
  const choices = new Map<number, ChoiceReader>()
  let hasStarted = false
  return {
    read({ data }: Frame) {
      if (data.trim() === '[DONE]') return [{ type: 'done' }]
      const chunk = parseJson(data)
      if (!isObject(chunk)) return [{ type: 'error', error: NOT_JSON }]
      // Mistral's errors are flat.
      const error = chunk.error ?? (chunk.object === 'error' ? chunk : null)
      if (error !== null && error !== undefined) return [{ type: 'error', error }]
      const events: ChatEvent[] = []
      // Azure's first chunk tells of its filters alone, and has no id.
      if (!hasStarted && textFrom(chunk.id) !== '') {
        hasStarted = true
        events.push(startFrom(chunk))
      }
      for (const [position, value] of listFrom(chunk.choices).entries()) {
        const choice = objectFrom(value)
        const index = numberFrom(choice.index) ?? position
        const reader = choices.get(index) ?? createChoiceReader(index)
        choices.set(index, reader)
        events.push(...reader(choice))
      }
      const usage = usageFrom(chunk.usage ?? objectFrom(chunk.x_groq).usage)
      if (usage) events.push({ type: 'usage', usage })
      return events
    },
  }
}

const NOT_JSON = { message: 'It sent what is not JSON.', type: 'malformed' }
const FAILED = { message: 'The model stopped with an error.', type: 'model_error' }

function startFrom(chunk: JsonObject): ChatEvent {
  return {
    type: 'start',
    id: textFrom(chunk.id),
    model: textFrom(chunk.model) || null,
    created: numberFrom(chunk.created) || null,
  }
}

type ChoiceReader = (choice: JsonObject) => ChatEvent[]

/** The parts of the tool calls so far. Maps, because a hostile provider may begin very many. */
interface OpenCalls {
  count: number
  last: number | undefined
  byId: Map<string, number>
  byIndex: Map<number, number>
  /** Of those without an id. */
  unnamed: Map<number, number>
}

interface ChoiceState {
  choice: number
  /** What is being said, and in which part: when it changes, a new part begins. */
  kind: Part['type'] | null
  part: number
  calls: OpenCalls
  hasRefusal: boolean
}

function createChoiceReader(choice: number): ChoiceReader {
  const calls = {
    count: 0,
    last: undefined,
    byId: new Map(),
    byIndex: new Map(),
    unnamed: new Map(),
  }
  const state: ChoiceState = { choice, kind: null, part: -1, calls, hasRefusal: false }
  return (value) => {
    // Completions of the time before chats say their text here.
    const delta = isObject(value.delta) ? value.delta : { content: value.text }
    const events = [
      ...readThoughts(state, delta),
      ...readContent(delta.content).flatMap((part) => readPart(state, part)),
      ...readRefusal(state, delta),
      ...listFrom(delta.tool_calls).flatMap((call, at) => readCall(state, objectFrom(call), at)),
      ...listFrom(delta.annotations).map((one) => citation(state, one)),
    ]
    const { logprobs } = value
    if (logprobs !== null && logprobs !== undefined) addLogprobs(state, events, logprobs)
    const reason = value.finish_reason
    if (typeof reason !== 'string') return events
    if (reason === 'error') return [...events, { type: 'error', error: FAILED }]
    const { hasRefusal } = state
    const stop = stopOf(value)
    const finish = finishFrom(reason, { hasToolCalls: calls.count > 0, hasRefusal })
    events.push({
      type: 'finish',
      choice,
      reason: finish,
      ...(stop !== undefined && { stopSequence: stop }),
    })
    return events
  }
}

/** The number of the part that goes on, or of a new one. */
function partOf(state: ChoiceState, kind: Part['type']): number {
  if (state.kind !== kind) {
    state.kind = kind
    state.part += 1
  }
  return state.part
}

function readPart(state: ChoiceState, part: Part): ChatEvent[] {
  const { choice } = state
  if (part.type === 'text' && part.text !== '') {
    return [{ type: 'text', choice, part: partOf(state, 'text'), text: part.text }]
  }
  if (part.type === 'reasoning') return [reasoning(state, part)]
  return part.type === 'foreign' ? [part] : []
}

function reasoning(state: ChoiceState, { type, ...rest }: ReasoningPart): ChatEvent {
  return { type, choice: state.choice, part: partOf(state, type), ...rest }
}

/** Text once, though some say it twice: the details are then read for their proofs. */
function readThoughts(state: ChoiceState, delta: JsonObject): ChatEvent[] {
  const text = reasoningText(delta)
  const details = listFrom(delta.reasoning_details).flatMap((one) =>
    readDetail(one, markOfProvider),
  )
  if (text === '') return details.map((part) => reasoning(state, part))
  const events = [reasoning(state, { type: 'reasoning', text })]
  const proofs = details.filter(({ signature, encrypted }) => signature ?? encrypted)
  return [...events, ...proofs.map((part) => reasoning(state, { ...part, text: '' }))]
}

function readRefusal(state: ChoiceState, delta: JsonObject): ChatEvent[] {
  const text = textFrom(delta.refusal)
  if (text === '') return []
  state.hasRefusal = true
  return [{ type: 'refusal', choice: state.choice, part: partOf(state, 'refusal'), text }]
}

/**
 * A piece of a tool call. Mistral leaves out `index` and repeats the name as "" and the id as "null"; some servers give
 * every call the index 0. A new id is a new call, whatever its index.
 */
function readCall(state: ChoiceState, call: JsonObject, position: number): ChatEvent[] {
  if (!isObject(call.function)) return []
  const id = realId(call.id)
  const index = numberFrom(call.index)
  const name = textFrom(call.function.name)
  const known = findCall(state.calls, { id, index, name })
  const written = argumentsText(call.function.arguments)
  const signature = googleSignature(call)
  const proof = signature !== undefined && { signature: markOfProvider(signature) }
  const { choice } = state
  if (known !== undefined) {
    return [{ type: 'tool-call', choice, part: known, arguments: written, ...proof }]
  }
  state.part += 1
  state.kind = 'tool-call'
  const { part } = state
  const given = id ?? `call_${choice}_${index ?? position + state.calls.count}`
  addCall(state.calls, part, { id, index })
  return [{ type: 'tool-call', choice, part, id: given, name, arguments: written, ...proof }]
}

interface CallKey {
  id: string | undefined
  index: number | null
  name: string
}

/** The part of the call that a piece belongs to; undefined: it begins a new one. */
function findCall(calls: OpenCalls, { id, index, name }: CallKey): number | undefined {
  if (id !== undefined) {
    const unnamed = index === null ? undefined : calls.unnamed.get(index)
    return calls.byId.get(id) ?? unnamed
  }
  if (index !== null) return calls.byIndex.get(index)
  return name === '' ? calls.last : undefined
}

function addCall(calls: OpenCalls, part: number, { id, index }: Omit<CallKey, 'name'>): void {
  calls.count += 1
  calls.last = part
  if (id !== undefined) calls.byId.set(id, part)
  if (index === null) return
  calls.byIndex.set(index, part)
  if (id === undefined) calls.unnamed.set(index, part)
}

function citation(state: ChoiceState, value: unknown): ChatEvent {
  return { type: 'citation', choice: state.choice, part: partOf(state, 'text'), value }
}

/** They belong to the text of their chunk; with none, to an empty piece of it. */
function addLogprobs(state: ChoiceState, events: ChatEvent[], logprobs: unknown): void {
  const text = events.find((event) => event.type === 'text')
  if (text) text.logprobs = logprobs
  else if (listFrom(objectFrom(logprobs).content).length > 0) {
    const part = partOf(state, 'text')
    events.push({ type: 'text', choice: state.choice, part, text: '', logprobs })
  }
}
