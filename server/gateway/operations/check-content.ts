import { AppError } from '#server/lib/app-error.ts'
import type { JsonMember } from '#server/lib/json-scan.ts'
import type { Operation } from '#server/providers/provider.ts'
import { OPERATION_SPECS, type ValueKind } from './specs.ts'

const FIRST_BYTES: Record<ValueKind, number> = { string: 0x22, array: 0x5b, object: 0x7b }
const SAID: Record<ValueKind, string> = {
  string: 'a string',
  array: 'an array',
  object: 'an object',
}

export interface ContentToCheck {
  bytes: Buffer
  members: JsonMember[]
  isStream: boolean
}

/** Throws `invalid_request` where what the call is about is missing or of the wrong kind. */
export function checkContent(
  { bytes, members, isStream }: ContentToCheck,
  operation: Operation,
): void {
  const spec = OPERATION_SPECS[operation]
  if (!spec) return
  for (const [name, kinds] of Object.entries(spec.content)) {
    const member = members.find((one) => one.name === name)
    if (!member) throw wrong(name, 'it is missing')
    if (kinds.some((kind) => bytes[member.start] === FIRST_BYTES[kind])) continue
    throw wrong(name, `it must be ${kinds.map((kind) => SAID[kind]).join(' or ')}`)
  }
  if (isStream && !spec.canStream) {
    throw wrong('stream', 'this cannot be streamed; leave it out')
  }
}

function wrong(param: string, why: string): AppError {
  return new AppError('invalid_request', `“${param}” is wrong: ${why}.`, { param })
}
