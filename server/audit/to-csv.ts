import { toField } from '#server/lib/csv.ts'
import type { AuditEntry } from '#wire/audit.ts'

const COLUMNS = [
  'sequence',
  'at',
  'actor_kind',
  'actor',
  'actor_id',
  'action',
  'resource_kind',
  'resource',
  'resource_id',
  'outcome',
]

/** RFC 4180. What a spreadsheet would take for a formula is made a text: names are other people's words. */
export function toCsv(entries: readonly AuditEntry[], isHeadDue: boolean): string {
  const rows = entries.map(({ sequence, at, actor, action, resource, outcome }) => [
    String(sequence),
    at,
    actor.kind,
    actor.name ?? '',
    actor.id ?? '',
    action,
    resource.kind,
    resource.name ?? '',
    resource.id ?? '',
    outcome,
  ])
  const lines = isHeadDue ? [COLUMNS, ...rows] : rows
  return lines.map((cells) => `${cells.map(toField).join(',')}\r\n`).join('')
}
