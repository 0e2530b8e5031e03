import { fieldOf } from '#server/lib/field-of.ts'
import type { Json } from './trail/canonical-json.ts'

/** An event of the outbox, whatever wrote it: one that cannot be read must not hold up those behind it. */
export interface OutboxEvent {
  at: string
  actor: { kind: string; id: string; name: string }
  action: string
  resource: { kind: string; id: string | null }
  outcome: string
  reason: string | null
  address: string | null
  requestId: string | null
  facts: Record<string, Json>
}

/** A row is one event, or a list of them under `events` (server/lib/database-outbox.ts). */
export function readOutbox(rows: readonly unknown[], nowMs: number): OutboxEvent[] {
  return rows.flatMap((row) => {
    const events = fieldOf(row, 'events')
    return Array.isArray(events)
      ? events.map((event: unknown) => toEvent(event, nowMs))
      : [toEvent(row, nowMs)]
  })
}

function toEvent(value: unknown, nowMs: number): OutboxEvent {
  const actor = fieldOf(value, 'actor')
  const resource = fieldOf(value, 'resource')
  return {
    at: timeOf(fieldOf(value, 'at'), nowMs),
    actor: {
      kind: textOf(fieldOf(actor, 'kind')) ?? 'unknown',
      id: textOf(fieldOf(actor, 'id')) ?? 'unknown',
      name: textOf(fieldOf(actor, 'name')) ?? '',
    },
    action: textOf(fieldOf(value, 'action')) ?? 'unknown',
    resource: {
      kind: textOf(fieldOf(resource, 'kind')) ?? 'unknown',
      id: textOf(fieldOf(resource, 'id')),
    },
    outcome: textOf(fieldOf(value, 'outcome')) ?? 'unknown',
    reason: textOf(fieldOf(value, 'reason')),
    address: textOf(fieldOf(value, 'address')),
    requestId: textOf(fieldOf(value, 'requestId')),
    facts: factsOf(fieldOf(value, 'facts')),
  }
}

/** In the one form that sorts as text. */
function timeOf(value: unknown, nowMs: number): string {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return new Date(Number.isFinite(ms) ? ms : nowMs).toISOString()
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** Numbers, words and lists of them: what was written as something else is told as its JSON. */
function factsOf(value: unknown): Record<string, Json> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, factOf(one)]))
}

function factOf(value: unknown): Json {
  if (Array.isArray(value)) return value.map(factOf)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return value
  return JSON.stringify(value) ?? null
}
