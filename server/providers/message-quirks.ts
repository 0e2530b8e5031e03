import { createHash } from 'node:crypto'
import {
  mapChanged,
  MISTRAL_WORDS,
  OPENAI_WORDS,
  toMistralMessage,
  toOpenAiMessage,
} from './message-words.ts'
import type { Quirks } from './quirks.ts'

/** Whether messages must be looked at for these quirks: a word that stands for one is among their bytes. */
export function needsMessageEdits(messages: Buffer, quirks: Quirks): boolean {
  const { words, pattern } = wordsOf(quirks)
  if (messages.length <= SHORT_BYTES) return pattern.test(messages.toString('latin1'))
  if (words.some((word) => messages.includes(word))) return true
  // Only messages with parts have Mistral's: most have none, and are asked once.
  if (quirks.parts === 'mistral' || !messages.includes('"type"')) return false
  return MISTRAL_WORDS.some((word) => messages.includes(word))
}

/** Up to here one pass over a copy is faster than a search for each word. */
const SHORT_BYTES = 8192

interface Words {
  words: readonly string[]
  /** Any of them, and of Mistral's where those have to be changed. */
  pattern: RegExp
}

const known = new WeakMap<Quirks, Words>()

function wordsOf(quirks: Quirks): Words {
  const made = known.get(quirks)
  if (made) return made
  const found = quirks.dropFromMessages.map((name) => `"${name.split('.').at(-1) ?? name}"`)
  if (quirks.developerRole === 'system') found.push('"developer"')
  if (quirks.toolCallIds !== 'any') found.push('"tool_calls"', '"tool_call_id"')
  if (quirks.prefix !== 'anywhere') found.push('"prefix"')
  if (quirks.parts === 'mistral') found.push(...OPENAI_WORDS)
  const all = quirks.parts === 'mistral' ? found : [...found, ...MISTRAL_WORDS]
  const words = { words: found, pattern: new RegExp(all.map(escaped).join('|')) }
  known.set(quirks, words)
  return words
}

/** Names of fields may come from the configuration. */
function escaped(word: string): string {
  return word.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)
}

/** The messages as the provider takes them; the same object where nothing is to be changed. `dropped` gets what was left out. */
export function adaptMessages(messages: unknown, quirks: Quirks, dropped: Set<string>): unknown {
  if (!Array.isArray(messages)) return messages
  const list: unknown[] = messages
  const adapted = list.map((message, index) =>
    adaptMessage(message, { quirks, dropped, isLast: index === list.length - 1 }),
  )
  return adapted.every((message, index) => message === list[index]) ? messages : adapted
}

interface Context {
  quirks: Quirks
  dropped: Set<string>
  isLast: boolean
}

function adaptMessage(message: unknown, context: Context): unknown {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return message
  const { quirks, dropped } = context
  const said: Record<string, unknown> = { ...message }
  const before =
    quirks.parts === 'mistral'
      ? toMistralMessage(said, { isReasoning: quirks.isReasoning === true, dropped })
      : toOpenAiMessage(said, dropped)
  const { role } = before
  let hasChanged = before !== said
  const after: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(before)) {
    if (mustDrop(name, role, context)) {
      hasChanged = true
      dropped.add(`messages.${name}`)
      continue
    }
    const adapted = adaptField(name, value, quirks)
    hasChanged ||= adapted !== value
    after[name] = adapted
  }
  return hasChanged ? after : message
}

function mustDrop(name: string, role: unknown, { quirks, isLast }: Context): boolean {
  if (name === 'prefix' && quirks.prefix !== 'anywhere')
    return quirks.prefix === 'nowhere' || !isLast
  return (
    quirks.dropFromMessages.includes(name) ||
    quirks.dropFromMessages.includes(`${String(role)}.${name}`)
  )
}

function adaptField(name: string, value: unknown, quirks: Quirks): unknown {
  if (name === 'role' && value === 'developer') return quirks.developerRole
  if (quirks.toolCallIds === 'any') return value
  if (name === 'tool_call_id') return nineAlphanumeric(value)
  if (name !== 'tool_calls') return value
  return mapChanged(value, (call) => {
    if (typeof call !== 'object' || call === null || !('id' in call)) return call
    const id = nineAlphanumeric(call.id)
    return id === call.id ? call : { ...call, id }
  })
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const LENGTH = 9

/**
 * Mistral's form of an id. What has it already is left alone, so its own ids come back to it unchanged; any other one always
 * becomes the same, so that calls and results still find each other.
 */
export function nineAlphanumeric(id: unknown): unknown {
  if (typeof id !== 'string' || /^[A-Za-z0-9]{9}$/.test(id)) return id
  const digest = createHash('sha256').update(id).digest()
  let left = digest.readBigUInt64BE(0)
  let short = ''
  for (let at = 0; at < LENGTH; at += 1) {
    short += ALPHABET.charAt(Number(left % BigInt(ALPHABET.length)))
    left /= BigInt(ALPHABET.length)
  }
  return short
}
