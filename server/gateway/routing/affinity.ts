import { createHash } from 'node:crypto'
import { stringAt } from '#server/lib/json-scan.ts'
import type { ScannedCall } from '../scan.ts'

/** Below this no provider keeps a prompt, so there is nothing to come back to. */
const MIN_PREFIX_BYTES = 1024

/**
 * What the calls of one conversation share, so that they find the prompt cache where they left it: the caller's own word
 * for it, else the beginning of what is said. Null: too short to be kept anywhere. Never shared by two tenants.
 */
export function affinityOf(call: ScannedCall, tenantId: string, sessionKey: string | null) {
  if (sessionKey !== null) return `${tenantId} ${sessionKey}`
  const { bytes, members } = call
  const key = members.find(({ name }) => name === 'prompt_cache_key')
  const said = key && stringAt(bytes, key)
  if (said) return `${tenantId} ${said}`
  const start = members.find(({ name }) => PREFIXES.has(name))
  if (!start || start.end - start.start < MIN_PREFIX_BYTES) return null
  const prefix = bytes.subarray(start.start, start.start + MIN_PREFIX_BYTES)
  return `${tenantId} ${createHash('sha1').update(prefix).digest('base64')}`
}

/** Where a conversation begins, in each dialect. */
const PREFIXES = new Set(['system', 'instructions', 'systemInstruction', 'messages', 'input'])
