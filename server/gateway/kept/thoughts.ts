import { asRecord } from '#server/dialects/lenient.ts'
import { splice } from '#server/lib/json-scan.ts'
import type { JsonMember } from '#server/lib/json-scan.ts'

/**
 * Encrypted thoughts are read only by the account that made them. So that they find back to it, and are no hindrance where
 * another provider has to take over, they carry its name: `"encrypted_content":"gal_<provider>.…"`.
 */
const MARKED = /("encrypted_content"\s*:\s*")gal_([a-z0-9-]{1,64})\./g
const UNMARKED = /("encrypted_content"\s*:\s*")(?!gal_)(?=[^"])/g
/** Within a text of JSON such a name would have a backslash before its quotes. */
const NAME = '"encrypted_content"'

/** JSON with the thoughts in it marked as this provider's. */
export function markThoughts(json: string, providerId: string): string {
  return json.includes(NAME) ? json.replaceAll(UNMARKED, `$1gal_${providerId}.`) : json
}

/** Whose thoughts a request brings back: of several the last; undefined: it brings none. */
export function findThinker(bytes: Buffer): string | undefined {
  if (!bytes.includes(NAME)) return undefined
  return [...bytes.toString('utf8').matchAll(MARKED)].at(-1)?.[2]
}

export interface BroughtThoughts {
  bytes: Buffer
  /** Thoughts of others were taken out: this provider would refuse them. */
  hasDropped: boolean
}

/** A request with this provider's thoughts as it made them, and without those of others. */
export function takeThoughts(
  bytes: Buffer,
  members: readonly JsonMember[],
  providerId: string,
): BroughtThoughts {
  const member = members.find(({ name }) => name === 'input')
  if (!member || findThinker(bytes) === undefined) return { bytes, hasDropped: false }
  const { start, end } = member
  const input = bytes.toString('utf8', start, end)
  const thinkers = new Set([...input.matchAll(MARKED)].map(([, , thinker]) => thinker))
  const hasDropped = [...thinkers].some((thinker) => thinker !== providerId)
  const own = hasDropped ? withoutOthers(input, providerId) : input
  const text = own.replaceAll(MARKED, '$1')
  return { bytes: splice(bytes, [{ start, end, text }]), hasDropped }
}

function withoutOthers(input: string, providerId: string): string {
  const items: unknown = JSON.parse(input)
  if (!Array.isArray(items)) return input
  const kept = items.flatMap((value: unknown) => {
    const item = asRecord(value)
    if (!item) return [value]
    const { encrypted_content: content, id: _id, ...rest } = item
    const isMarked = typeof content === 'string' && content.startsWith('gal_')
    if (isMarked && !content.startsWith(`gal_${providerId}.`)) return []
    // By its id an item would be looked for together with the thoughts that are gone.
    return item.type === 'function_call' || item.type === 'message' ? [rest] : [value]
  })
  return JSON.stringify(kept)
}
