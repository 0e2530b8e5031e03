import { isObject, listFrom } from '#server/dialects/json-values.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { splice, type Edit, type JsonMember } from '#server/lib/json-scan.ts'
import { adaptMessages, needsMessageEdits } from '#server/providers/message-quirks.ts'
import type { Quirks } from '#server/providers/quirks.ts'
import type { ScannedCall } from './scan.ts'

export interface AdaptedCall {
  body: Buffer
  /** Fields of the request that the provider does not know, for the header `x-galerne-dropped`. */
  dropped: string[]
}

/**
 * The body for one deployment: its own name for the model, usage asked for where it must be, and the declared quirks.
 * Every byte that none of these concerns is the caller's.
 */
export function adaptCall(call: ScannedCall, upstreamName: string, quirks: Quirks): AdaptedCall {
  const edits: Edit[] = []
  const dropped: string[] = []
  let hasKept = false
  for (const [index, member] of call.members.entries()) {
    const isVoid = quirks.dropNulls && member.name !== 'stream_options' && isNull(call, member)
    const effort = quirks.takes && effortEdit(call, member, quirks)
    if (effort) {
      hasKept = true
      edits.push(effort)
      continue
    }
    if (isVoid || isUnknown(member, quirks) || isSaidTwice(call, member, quirks)) {
      edits.push(removal(call.members, index, hasKept))
      // Usage comes all the same, and null says nothing: nothing was lost.
      if (!isVoid && member.name !== 'stream_options') dropped.push(member.name)
      continue
    }
    hasKept = true
    const name = renamed(member, quirks)
    if (name !== undefined) edits.push(nameEdit(call.bytes, member, name))
    edits.push(...valueEdits(call, member, { upstreamName, quirks, dropped }))
  }
  const ask = usageEdit(call, quirks)
  if (ask) edits.push(ask)
  return { body: edits.length > 0 ? splice(call.bytes, edits) : call.bytes, dropped }
}

interface ValueContext {
  upstreamName: string
  quirks: Quirks
  dropped: string[]
}

function valueEdits(call: ScannedCall, member: JsonMember, context: ValueContext): Edit[] {
  const { start, end } = member
  if (member.name === 'model') {
    if (context.upstreamName === call.model) return []
    return [{ start, end, text: JSON.stringify(context.upstreamName) }]
  }
  if (member.name === 'tool_choice') {
    const said = call.bytes.toString('utf8', start, end)
    const other = context.quirks.anyTool === 'any' ? '"required"' : '"any"'
    return said === other ? [{ start, end, text: JSON.stringify(context.quirks.anyTool) }] : []
  }
  if (member.name === 'tools' && context.quirks.takes) return toolEdits(call, member, context)
  // Quirks of messages are about this dialect's; others have messages of their own.
  const isChat = member.name === 'messages' && call.dialect === 'openai-chat'
  return isChat ? messageEdits(call, member, context) : []
}

/** Marks of caches, which only some know, are no part of a tool. */
function toolEdits(call: ScannedCall, { start, end }: JsonMember, { dropped }: ValueContext) {
  const text = call.bytes.subarray(start, end)
  if (!text.includes('"cache_control"')) return []
  const tools: unknown = JSON.parse(text.toString('utf8'))
  let hasMark = false
  for (const tool of listFrom(tools)) {
    for (const one of [tool, fieldOf(tool, 'function')]) {
      // A property of its own parameters may be called so.
      if (isObject(one))
        hasMark = (one.cache_control !== undefined && delete one.cache_control) || hasMark
    }
  }
  if (!hasMark) return []
  dropped.push('tools.cache_control')
  return [{ start, end, text: JSON.stringify(tools) }]
}

/** Messages are read only where something may have to be changed in them: a word for it is in their bytes. */
function messageEdits(
  call: ScannedCall,
  { start, end }: JsonMember,
  { quirks, dropped }: ValueContext,
): Edit[] {
  const text = call.bytes.subarray(start, end)
  if (!needsMessageEdits(text, quirks)) return []
  const messages: unknown = JSON.parse(text.toString('utf8'))
  const leftOut = new Set<string>()
  const adapted = adaptMessages(messages, quirks, leftOut)
  dropped.push(...leftOut)
  return adapted === messages ? [] : [{ start, end, text: JSON.stringify(adapted) }]
}

/** It would be refused there. */
function isUnknown(member: JsonMember, quirks: Quirks): boolean {
  const { drop, takes } = quirks
  if (drop.includes(member.name)) return true
  return takes !== undefined && !takes.includes(renamed(member, quirks) ?? member.name)
}

/** OpenRouter’s wish for thinking, as the one word that others have for it. */
function effortEdit(call: ScannedCall, member: JsonMember, quirks: Quirks): Edit | undefined {
  const { takes, isReasoning } = quirks
  if (member.name !== 'reasoning' || !isReasoning || !takes || takes.includes('reasoning')) {
    return undefined
  }
  if (call.members.some(({ name }) => name === 'reasoning_effort')) return undefined
  const wish: unknown = JSON.parse(call.bytes.toString('utf8', member.start, member.end))
  const effort = fieldOf(wish, 'enabled') === false ? 'none' : fieldOf(wish, 'effort')
  if (typeof effort !== 'string' || !takes.includes('reasoning_effort')) return undefined
  const text = `"reasoning_effort":${JSON.stringify(effort)}`
  return { start: member.nameStart, end: member.end, text }
}

function isNull({ bytes }: ScannedCall, { start, end }: JsonMember): boolean {
  return end - start === 4 && bytes.toString('latin1', start, end) === 'null'
}

/** Both names of one field sent: the one that the provider knows counts. */
function isSaidTwice(call: ScannedCall, member: JsonMember, quirks: Quirks): boolean {
  const name = renamed(member, quirks)
  return name !== undefined && call.members.some((other) => other.name === name)
}

/** A field may be called `constructor`, which every object has. */
function renamed({ name }: JsonMember, { rename }: Quirks): string | undefined {
  return Object.hasOwn(rename, name) ? rename[name] : undefined
}

function nameEdit(bytes: Buffer, { nameStart, start }: JsonMember, name: string): Edit {
  const length = bytes.subarray(nameStart, start).lastIndexOf('"') + 1
  return { start: nameStart, end: nameStart + length, text: JSON.stringify(name) }
}

/** A member with the comma before it; with the one after it where no member before it stays. */
function removal(members: JsonMember[], index: number, hasKept: boolean): Edit {
  const { nameStart = 0, end = 0 } = members[index] ?? {}
  if (hasKept) return { start: members[index - 1]?.end ?? nameStart, end, text: '' }
  return { start: nameStart, end: members[index + 1]?.nameStart ?? end, text: '' }
}

function usageEdit(call: ScannedCall, quirks: Quirks): Edit | undefined {
  // Of the other dialects all tell it of their own accord.
  if (call.dialect !== 'openai-chat') return undefined
  if (!call.isStream || call.wantsUsage || quirks.streamUsage !== 'when-asked') return undefined
  const member = call.members.find(({ name }) => name === 'stream_options')
  if (!member) {
    const at = call.open + 1
    return { start: at, end: at, text: '"stream_options":{"include_usage":true},' }
  }
  const said: unknown = JSON.parse(call.bytes.toString('utf8', member.start, member.end))
  const options = { ...(typeof said === 'object' && said), include_usage: true }
  return { start: member.start, end: member.end, text: JSON.stringify(options) }
}
