import { DIALECT_NAMES } from '#server/dialects/conversation.ts'
import { isObject, listFrom } from '#server/dialects/json-values.ts'
import { proofFor } from '#server/dialects/proof.ts'
import { scanObject, splice } from '#server/lib/json-scan.ts'
import type { ScannedCall } from './scan.ts'
import { lookup } from '#server/lib/lookup.ts'

/**
 * A call in Anthropic's words for Anthropic, without the thoughts that another provider proved earlier in the conversation:
 * it would refuse them, and with them the whole conversation. Bytes stay as they are where there are none.
 */
export function withoutForeignProofs(call: ScannedCall): ScannedCall {
  if (call.dialect !== 'anthropic-messages') return call
  const member = call.members.find(({ name }) => name === 'messages')
  const text = member && call.bytes.subarray(member.start, member.end)
  if (!text || !DIALECT_NAMES.some((name) => text.includes(`"${name}:`))) return call
  const messages = listFrom(JSON.parse(text.toString('utf8')))
  const cleaned = messages.map(clean)
  if (cleaned.every((message, index) => message === messages[index])) return call
  const bytes = splice(call.bytes, [{ ...member, text: JSON.stringify(cleaned) }])
  return { ...call, ...scanObject(bytes), bytes }
}

function clean(message: unknown): unknown {
  if (!isObject(message) || !Array.isArray(message.content)) return message
  const { content } = message
  const kept = content.flatMap(ownThought)
  if (kept.length === content.length && kept.every((block, at) => block === content[at])) {
    return message
  }
  return { ...message, content: kept }
}

function ownThought(block: unknown): unknown[] {
  if (!isObject(block)) return [block]
  const field = FIELDS[String(block.type)]
  const proof = field === undefined ? undefined : block[field]
  if (field === undefined || typeof proof !== 'string') return [block]
  if (!DIALECT_NAMES.some((name) => proof.startsWith(`${name}:`))) return [block]
  const own = proofFor('anthropic-messages', proof)
  return own === undefined ? [] : [{ ...block, [field]: own }]
}

const FIELDS: Record<string, string | undefined> = lookup({
  thinking: 'signature',
  redacted_thinking: 'data',
})
