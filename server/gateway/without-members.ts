import { scanObject, splice, type Edit } from '#server/lib/json-scan.ts'
import type { ScannedCall } from './scan.ts'

/** The call without some of its top-level members, every other byte as it was. */
export function withoutMembers(
  call: ScannedCall,
  isUnwanted: (name: string) => boolean,
): ScannedCall {
  const { members } = call
  const edits: Edit[] = []
  let hasKept = false
  for (const [index, { name, nameStart, end }] of members.entries()) {
    if (!isUnwanted(name)) {
      hasKept = true
      continue
    }
    // With the comma before it; with the one after it where no member before it stays.
    const start = hasKept ? (members[index - 1]?.end ?? nameStart) : nameStart
    edits.push({ start, end: hasKept ? end : (members[index + 1]?.nameStart ?? end), text: '' })
  }
  const bytes = splice(call.bytes, edits)
  return { ...call, bytes, ...scanObject(bytes) }
}
