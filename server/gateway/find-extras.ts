import { fieldOf } from '#server/lib/field-of.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import type { CallExtras } from '#server/metering/accounts.ts'
import type { ScannedCall } from './scan.ts'

const HOUR = Buffer.from('"1h"')
const SEARCH = Buffer.from('"web_search')
/** Where nobody has said how often the model may search. */
const LIKELY_SEARCHES = 5

/** What makes a call dearer, or cheaper, than its tokens tell: its tier, a cache that is kept for an hour, searches of the web. */
export function findExtras(call: Pick<ScannedCall, 'bytes' | 'members'>): CallExtras {
  const tier = valueOf(call, 'service_tier', 64)
  const searches = countSearches(call)
  return {
    ...(typeof tier === 'string' && { tier }),
    ...(searches > 0 && { searches }),
    ...(call.bytes.includes(HOUR) && { cachesForHour: true }),
  }
}

/** Of Anthropic's `web_search_…` and of OpenAI's `web_search` and `web_search_preview`. */
function countSearches(call: Pick<ScannedCall, 'bytes' | 'members'>): number {
  if (!call.bytes.includes(SEARCH)) return 0
  const tools = valueOf(call, 'tools', 1024 * 1024)
  if (!Array.isArray(tools)) return 0
  const most = valueOf(call, 'max_tool_calls', 32)
  const counts = tools
    .filter((tool: unknown) => String(Object(tool).type).startsWith('web_search'))
    .map((tool: unknown) => countFrom(fieldOf(tool, 'max_uses')) ?? LIKELY_SEARCHES)
  const searches = counts.reduce((sum: number, count) => sum + count, 0)
  return Math.min(searches, countFrom(most) ?? Infinity)
}

function countFrom(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

function valueOf(
  { bytes, members }: Pick<ScannedCall, 'bytes' | 'members'>,
  name: string,
  mostBytes: number,
): unknown {
  const member = members.find((one) => one.name === name)
  if (!member || member.end - member.start > mostBytes) return undefined
  return parseJson(bytes.toString('utf8', member.start, member.end))
}
