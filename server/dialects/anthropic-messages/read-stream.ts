import type { ChatEvent, Part } from '../conversation.ts'
import type { EventReader, Frame } from '../dialect.ts'
import {
  isObject,
  listFrom,
  numberFrom,
  objectFrom,
  textFrom,
  type JsonObject,
} from '../json-values.ts'
import { countIn } from '../lenient.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { explanationOf, mark, readBlock } from './read-answer.ts'
import { finishFrom } from './stop-reason.ts'
import { addCounts, noCounts, usageOf, type UsageCounts } from './usage.ts'
import { lookup } from '#server/lib/lookup.ts'

interface State {
  counts: UsageCounts
  hasStarted: boolean
  hasFinished: boolean
  /** Parts given so far. */
  parts: number
  /** The part of each block, by its index. */
  blocks: Map<number, Block>
}

interface Block {
  part: number
  type: string
  /** As it was when it began; server tools get their input in pieces. */
  value: JsonObject
  json: string
}

/** Reads the events of a message. Those that are unknown mean nothing, as Anthropic asks of its clients. */
export function createEventReader(): EventReader {
  const state: State = {
    counts: noCounts(),
    hasStarted: false,
    hasFinished: false,
    parts: 0,
    blocks: new Map(),
  }
  return {
    read({ event, data }: Frame) {
      const message = parseJson(data)
      if (!isObject(message)) return event === 'ping' ? [] : [{ type: 'error', error: NOT_JSON }]
      const read = READERS[textFrom(message.type) || (event ?? '')]
      return read ? read(message, state) : []
    },
  }
}

const NOT_JSON = { message: 'It sent what is not JSON.', type: 'malformed' }
const CHOICE = { choice: 0 } as const

type Read = (event: JsonObject, state: State) => ChatEvent[]

const READERS: Record<string, Read | undefined> = lookup({
  message_start: readStart,
  content_block_start: readBlockStart,
  content_block_delta: readDelta,
  content_block_stop: readBlockStop,
  message_delta: readMessageDelta,
  message_stop: () => [{ type: 'done' }],
  ping: () => [{ type: 'ping' }],
  error: ({ error }) => [{ type: 'error', error: error ?? {} }],
})

function readStart({ message }: JsonObject, state: State): ChatEvent[] {
  // One message a stream: what sends a second start says nothing new.
  if (state.hasStarted) return []
  state.hasStarted = true
  const { id, model, content, usage, stop_reason, ...rest } = objectFrom(message)
  addCounts(state.counts, usage)
  const start: ChatEvent = {
    type: 'start',
    id: textFrom(id) || null,
    model: textFrom(model) || null,
    created: null,
  }
  // After server tools a message may begin with content, and even be complete.
  const blocks = listFrom(content).flatMap((value) => eventsOf(readBlock(value), newPart(state)))
  const isComplete = typeof stop_reason === 'string'
  return [start, ...blocks, ...(isComplete ? readStop({ stop_reason, ...rest }, state) : [])]
}

function newPart(state: State): number {
  state.parts += 1
  return state.parts - 1
}

function readBlockStart({ index, content_block }: JsonObject, state: State): ChatEvent[] {
  const value = objectFrom(content_block)
  const part = newPart(state)
  const type = textFrom(value.type)
  state.blocks.set(numberFrom(index) ?? part, { part, type, value, json: '' })
  const read = readBlock(value)
  // Its input comes in pieces; what stands here is a placeholder, unless there is something in it.
  if (read.type === 'tool-call') {
    const written = read.arguments === '{}' ? '' : read.arguments
    return [{ ...CHOICE, ...read, part, arguments: written }]
  }
  return read.type === 'foreign' ? [] : eventsOf(read, part)
}

/** A whole block as events. */
function eventsOf(read: Part, part: number): ChatEvent[] {
  if (read.type === 'text') {
    const said = { type: 'text', ...CHOICE, part, text: read.text } as const
    const cited = (read.citations ?? []).map(
      (value) => ({ type: 'citation', ...CHOICE, part, value }) as const,
    )
    return [...(read.text === '' ? [] : [said]), ...cited]
  }
  if (read.type === 'reasoning') return isSilent(read) ? [] : [{ ...CHOICE, ...read, part }]
  if (read.type === 'tool-call') return [{ ...CHOICE, ...read, part }]
  return read.type === 'foreign' ? [read] : []
}

function isSilent({ text, signature, encrypted }: Extract<Part, { type: 'reasoning' }>): boolean {
  return text === '' && signature === undefined && encrypted === undefined
}

function readDelta({ index, delta }: JsonObject, state: State): ChatEvent[] {
  const block = state.blocks.get(numberFrom(index) ?? -1)
  const { type, text, thinking, signature, partial_json, citation } = objectFrom(delta)
  const at = { ...CHOICE, part: block?.part ?? state.parts }
  switch (type) {
    case 'text_delta':
      return [{ type: 'text', ...at, text: textFrom(text) }]
    case 'thinking_delta':
      return [{ type: 'reasoning', ...at, text: textFrom(thinking) }]
    case 'signature_delta':
      return [{ type: 'reasoning', ...at, text: '', signature: mark(textFrom(signature)) }]
    case 'citations_delta':
      return [{ type: 'citation', ...at, value: citation }]
    case 'input_json_delta': {
      const piece = textFrom(partial_json)
      if (block) block.json += piece
      if (block?.type !== 'tool_use') return []
      return [{ type: 'tool-call', ...at, arguments: piece }]
    }
    default:
      return []
  }
}

/** A tool that the provider ran itself is told whole. A call without arguments has the empty ones. */
function readBlockStop({ index }: JsonObject, state: State): ChatEvent[] {
  const block = state.blocks.get(numberFrom(index) ?? -1)
  if (!block) return []
  const { part, json, type } = block
  const read = readBlock(block.value)
  if (type === 'tool_use' && json === '' && read.type === 'tool-call') {
    return read.arguments === '{}' ? [{ type: 'tool-call', ...CHOICE, part, arguments: '{}' }] : []
  }
  if (read.type !== 'foreign') return []
  const input = json === '' ? undefined : parseJson(json)
  return [{ ...read, value: { ...block.value, ...(input !== undefined && { input }) } }]
}

function readMessageDelta({ delta, usage }: JsonObject, state: State): ChatEvent[] {
  addCounts(state.counts, usage)
  // What the beginning said of the output is not what there is at the end.
  const isTold = countIn(usage, 'output_tokens') !== undefined
  return readStop(objectFrom(delta), state, isTold)
}

function readStop(delta: JsonObject, state: State, isTold = true): ChatEvent[] {
  const events: ChatEvent[] = []
  const reason = textFrom(delta.stop_reason)
  if (reason !== '' && !state.hasFinished) {
    state.hasFinished = true
    const text = explanationOf(delta.stop_details)
    const stop = textFrom(delta.stop_sequence)
    if (text !== '') events.push({ type: 'refusal', ...CHOICE, part: newPart(state), text })
    const told = stop !== '' && { stopSequence: stop }
    events.push({ type: 'finish', ...CHOICE, reason: finishFrom(reason), ...told })
  }
  const counted = isTold ? usageOf(state.counts) : null
  if (counted) events.push({ type: 'usage', usage: counted })
  return events
}
