import type { ChatEvent, TokenUsage } from '../conversation.ts'
import { formatSse } from '#server/lib/sse.ts'
import type { About, EventWriter } from '../dialect.ts'
import type { JsonObject } from '../json-values.ts'
import { toAnnotations } from './annotations.ts'
import { finishTo } from './finish.ts'
import { usageTo } from './usage.ts'
import { signatureTo, writeDetail } from './write-parts.ts'

export const DONE = formatSse('[DONE]')

interface ChoiceState {
  hasBegun: boolean
  hasRefusal: boolean
  /** The part of each tool call, in the order in which they began: its place is the call's index. */
  calls: number[]
  /** What was thought in a part so far, until its proof comes. */
  thought: { part: number; text: string; details: number }
  textLength: number
}

/** Writes the chunks of a chat completion as OpenAI's clients read them: usage last of all, and only if it was asked for. */
export function createEventWriter(about: About): EventWriter {
  const choices = new Map<number, ChoiceState>()
  let id = `chatcmpl-${about.requestId}`
  let created = about.created
  let usage: TokenUsage | null = null

  const chunk = (rest: JsonObject) =>
    formatSse(
      JSON.stringify({ id, object: 'chat.completion.chunk', created, model: about.model, ...rest }),
    )
  const say = (index: number, delta: JsonObject, rest: JsonObject = {}) =>
    chunk({ choices: [{ index, delta, finish_reason: null, ...rest }] })
  const stateOf = (index: number) => {
    const state = choices.get(index) ?? newChoice()
    choices.set(index, state)
    return state
  }
  const opening = (index: number, state: ChoiceState) => {
    if (state.hasBegun) return ''
    state.hasBegun = true
    return say(index, { role: 'assistant', content: '' })
  }

  return {
    write(event) {
      switch (event.type) {
        case 'start':
          id = event.id ?? id
          created = event.created ?? created
          return ''
        case 'text':
        case 'refusal':
        case 'reasoning':
        case 'tool-call':
        case 'citation': {
          const state = stateOf(event.choice)
          const { delta, rest } = deltaOf(event, state)
          if (!delta) return ''
          return opening(event.choice, state) + say(event.choice, delta, rest)
        }
        case 'finish': {
          const state = stateOf(event.choice)
          const finish_reason = finishTo(event.reason, state)
          return opening(event.choice, state) + say(event.choice, {}, { finish_reason })
        }
        case 'usage':
          usage = event.usage
          return ''
        case 'done': {
          const told = about.wantsUsage && usage
          return (told ? chunk({ choices: [], usage: usageTo(told) }) : '') + DONE
        }
        case 'foreign':
        case 'ping':
        case 'error':
          break
      }
      return ''
    },
  }
}

function newChoice(): ChoiceState {
  return {
    hasBegun: false,
    hasRefusal: false,
    calls: [],
    thought: { part: -1, text: '', details: 0 },
    textLength: 0,
  }
}

type Content = Extract<
  ChatEvent,
  { type: 'text' | 'refusal' | 'reasoning' | 'tool-call' | 'citation' }
>

interface Delta {
  /** Absent: there is nothing to say. */
  delta?: JsonObject
  rest?: JsonObject
}

function deltaOf(event: Content, state: ChoiceState): Delta {
  switch (event.type) {
    case 'text':
      state.textLength += event.text.length
      return {
        delta: { content: event.text },
        rest: event.logprobs === undefined ? {} : { logprobs: event.logprobs },
      }
    case 'refusal':
      state.hasRefusal = true
      return { delta: { refusal: event.text } }
    case 'reasoning':
      return thoughtOf(event, state)
    case 'tool-call':
      return { delta: { tool_calls: [callOf(event, state)] } }
    case 'citation': {
      const { textLength } = state
      const annotations = toAnnotations(event.value, textLength, textLength)
      if (annotations.length > 0) return { delta: { annotations } }
      break
    }
  }
  return {}
}

/** Text at once; with a proof, the whole thought once more beside it, so that it can be given back. */
function thoughtOf(event: Extract<ChatEvent, { type: 'reasoning' }>, state: ChoiceState): Delta {
  const { thought } = state
  if (thought.part !== event.part) {
    thought.part = event.part
    thought.text = ''
  }
  thought.text += event.text
  const text = event.text === '' ? {} : { reasoning_content: event.text }
  const hasProof = event.signature !== undefined || event.encrypted !== undefined
  if (!hasProof) return event.text === '' ? {} : { delta: text }
  const detail = writeDetail({ ...event, text: thought.text }, thought.details)
  thought.details += 1
  thought.text = ''
  return { delta: { ...text, reasoning_details: [detail] } }
}

function callOf(event: Extract<ChatEvent, { type: 'tool-call' }>, state: ChoiceState): JsonObject {
  const known = state.calls.indexOf(event.part)
  const proof = event.signature === undefined ? {} : signatureTo(event.signature)
  if (known >= 0) {
    return { index: known, function: { arguments: event.arguments }, ...proof }
  }
  state.calls.push(event.part)
  return {
    index: state.calls.length - 1,
    id: event.id,
    type: 'function',
    function: { name: event.name, arguments: event.arguments },
    ...proof,
  }
}
