import { createHash } from 'node:crypto'
import { fieldOf } from '#server/lib/field-of.ts'
import type { Quirks } from './quirks.ts'

/** Whether messages must be looked at for these quirks: a word that stands for one is among their bytes. */
export function needsMessageEdits(messages: Buffer, quirks: Quirks): boolean {
  return wordsOf(quirks).some((word) => messages.includes(word))
}

const words = new WeakMap<Quirks, string[]>()

function wordsOf(quirks: Quirks): string[] {
  const known = words.get(quirks)
  if (known) return known
  const found = quirks.dropFromMessages.map((name) => `"${name.split('.').at(-1) ?? name}"`)
  if (quirks.developerRole === 'system') found.push('"developer"')
  if (quirks.toolCallIds !== 'any') found.push('"tool_calls"', '"tool_call_id"')
  if (quirks.prefix !== 'anywhere') found.push('"prefix"')
  if (quirks.parts === 'mistral') found.push('"input_audio"', '"file"')
  words.set(quirks, found)
  return found
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
  const { quirks } = context
  const before: Record<string, unknown> = { ...message }
  const { role } = before
  let hasChanged = false
  const after: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(before)) {
    if (mustDrop(name, role, context)) {
      hasChanged = true
      context.dropped.add(`messages.${name}`)
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
  if (name === 'content' && quirks.parts === 'mistral') return mapChanged(value, toMistralPart)
  if (quirks.toolCallIds === 'any') return value
  if (name === 'tool_call_id') return nineAlphanumeric(value)
  if (name !== 'tool_calls') return value
  return mapChanged(value, (call) => {
    if (typeof call !== 'object' || call === null || !('id' in call)) return call
    const id = nineAlphanumeric(call.id)
    return id === call.id ? call : { ...call, id }
  })
}

/** The very same list where nothing of it changes. */
function mapChanged(value: unknown, change: (one: unknown) => unknown): unknown {
  if (!Array.isArray(value)) return value
  const list: unknown[] = value
  const changed = list.map(change)
  return changed.every((one, index) => one === list[index]) ? value : changed
}

/** OpenAI's parts for sounds and files, in Mistral's words; what is in them already, and all else, stays as it is. */
function toMistralPart(part: unknown): unknown {
  const type = fieldOf(part, 'type')
  if (type === 'input_audio') {
    const data = fieldOf(fieldOf(part, 'input_audio'), 'data')
    return typeof data === 'string' ? { type, input_audio: data } : part
  }
  const file = type === 'file' ? fieldOf(part, 'file') : undefined
  const fileId = fieldOf(file, 'file_id')
  if (typeof fileId === 'string') return { type, file_id: fileId }
  const content = fieldOf(file, 'file_data')
  if (typeof content !== 'string') return part
  const name = fieldOf(file, 'filename')
  const named = typeof name === 'string' ? { document_name: name } : {}
  return { type: 'document_url', document_url: content, ...named }
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
