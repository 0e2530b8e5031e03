import { createHash } from 'node:crypto'

export interface KeyedRequest {
  /** Answers of one tenant are never another's. */
  tenantId: string
  dialect: string
  operation: string
  body: Buffer
  /** Who may answer, and what is demanded of them: what was answered elsewhere is another answer. */
  deployments: readonly string[]
  demands: unknown
}

/** SHA-256 of what is asked for, however its JSON was written. Undefined: the body is no JSON object. */
export function keyOfRequest(request: KeyedRequest): string | undefined {
  const { tenantId, dialect, operation, body, deployments, demands } = request
  let asked: unknown
  try {
    asked = JSON.parse(body.toString())
  } catch {
    return undefined
  }
  if (typeof asked !== 'object' || asked === null) return undefined
  // Who the end user is changes nothing about the answer.
  const {
    user: _user,
    safety_identifier: _id,
    ...rest
  } = { ...asked, user: 0, safety_identifier: 0 }
  const whole = [tenantId, dialect, operation, deployments.toSorted(), demands, rest]
  return createHash('sha256').update(canonical(whole)).digest('base64')
}

/** JSON with the members of objects in one order (RFC 8785 but for numbers, which Node writes the same way each time). */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`)
  return `{${members.join(',')}}`
}
