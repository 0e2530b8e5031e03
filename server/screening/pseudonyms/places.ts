import type { DialectName } from '#server/dialects/conversation.ts'
import { fieldOf } from '#server/lib/field-of.ts'

type Path = readonly (string | number)[]

/** What a string of an answer is to whoever restores. */
export interface Place {
  /** It is JSON itself: arguments of a tool. */
  isJson: boolean
  /** A piece of a text that goes on under the same name in later events; absent: it is whole. */
  channel?: string
}

const TEXT: Place = { isJson: false }
const JSON_TEXT: Place = { isJson: true }

/** The place of a string in a whole answer, or an event of a stream; null: nobody sees it, or it must stay as it is (thoughts are signed). */
export function placeOf(dialect: DialectName, path: Path, event: unknown): Place | null {
  if (dialect === 'anthropic-messages') return inAnthropic(path, event)
  if (dialect === 'openai-responses') return inResponses(path, event)
  return inChat(path, event)
}

/** The channels that an event ends: a prefix of their names; null: none, empty: all. */
export function endedBy(dialect: DialectName, event: unknown): readonly string[] {
  if (dialect === 'anthropic-messages') {
    return fieldOf(event, 'type') === 'content_block_stop' ? [`${numberOf(event, 'index')} `] : []
  }
  if (dialect === 'openai-responses') {
    const type = String(fieldOf(event, 'type'))
    if (type === 'response.completed' || type === 'response.incomplete') return ['']
    return type.endsWith('.done') ? [`${numberOf(event, 'output_index')} `] : []
  }
  const choices = fieldOf(event, 'choices')
  if (!Array.isArray(choices)) return []
  const list: unknown[] = choices
  return list
    .filter((choice) => typeof fieldOf(choice, 'finish_reason') === 'string')
    .map((choice) => `${numberOf(choice, 'index')} `)
}

const CHAT_TEXT = new Set(['content', 'text', 'refusal'])
const THOUGHTS = new Set(['thinking', 'reasoning', 'reasoning_content', 'reasoning_details'])

function inChat(path: Path, event: unknown): Place | null {
  const [root, index, member] = path
  if (
    root !== 'choices' ||
    typeof index !== 'number' ||
    path.some((step) => THOUGHTS.has(String(step)))
  )
    return null
  const name = String(path.at(-1))
  const isArguments = name === 'arguments'
  if (!isArguments && !CHAT_TEXT.has(name)) return null
  if (member === 'logprobs') return null
  // Plain completions have their pieces in `text`, beside `delta` of a conversation.
  const isPiece =
    member === 'delta' || (member === 'text' && fieldOf(event, 'object') === 'text_completion')
  if (!isPiece) return isArguments ? JSON_TEXT : TEXT
  const choice = numberOf(elementAt(fieldOf(event, 'choices'), index), 'index')
  return {
    isJson: isArguments,
    channel: `${choice} ${isArguments ? toolOf(event, path) : ''}${isArguments ? 'arguments' : name === 'refusal' ? name : 'text'}`,
  }
}

function toolOf(event: unknown, [, index, , calls, at]: Path): string {
  if (calls !== 'tool_calls' || typeof at !== 'number' || typeof index !== 'number') return ''
  const delta = fieldOf(elementAt(fieldOf(event, 'choices'), index), 'delta')
  return `${numberOf(elementAt(fieldOf(delta, 'tool_calls'), at), 'index', at)} `
}

const NOT_SEEN = new Set([
  'id',
  'item_id',
  'call_id',
  'type',
  'role',
  'status',
  'object',
  'model',
  'encrypted_content',
  'signature',
  'name',
  'obfuscation',
])

/** Answers of this dialect repeat the request as well: what was the caller's own is the caller's again. */
function inResponses(path: Path, event: unknown): Place | null {
  const name = String(path.at(-1))
  const type = String(fieldOf(event, 'type'))
  if (NOT_SEEN.has(name) || path.includes('summary') || type.startsWith('response.reasoning'))
    return null
  if (path.length === 1 && name === 'delta') {
    const isJson = type === 'response.function_call_arguments.delta'
    const part = numberOf(event, 'content_index')
    return {
      isJson,
      channel: `${numberOf(event, 'output_index')} ${part} ${isJson ? 'arguments' : type}`,
    }
  }
  return name === 'arguments' ? JSON_TEXT : TEXT
}

function inAnthropic(path: Path, event: unknown): Place | null {
  const name = String(path.at(-1))
  const [root] = path
  if (root === 'delta') {
    const index = numberOf(event, 'index')
    if (name === 'text') return { isJson: false, channel: `${index} text` }
    return name === 'partial_json' ? { isJson: true, channel: `${index} json` } : null
  }
  if (path.includes('input')) return TEXT
  return name === 'text' && (root === 'content' || root === 'content_block') ? TEXT : null
}

function elementAt(list: unknown, index: number): unknown {
  return Array.isArray(list) ? list[index] : undefined
}

function numberOf(value: unknown, name: string, fallback = 0): number {
  const number = fieldOf(value, name)
  return typeof number === 'number' ? number : fallback
}
