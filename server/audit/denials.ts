import type { Clock } from '#server/lib/clock.ts'
import type { Acting } from '#server/lib/acting.ts'
import type { AuditEvent } from '#server/lib/database-outbox.ts'
import type { Log } from '#server/lib/log.ts'

/** Something that somebody was not allowed to do. */
export interface Denial {
  tenantId: string
  actor: Acting['actor']
  address: string | null
  requestId: string | null
  /** What they wanted: an action of access, or the route. */
  action: string
  resource: AuditEvent['resource']
  reason: string
  /** The name of the rule that decided; null: none did. */
  rule: string | null
}

export interface Denials {
  /** Waits for nothing. The same denial again is counted, so that a flood of them is a few entries. */
  note(denial: Denial): void
  /** Writes what is due; done every few seconds by itself. */
  writeDue(): Promise<void>
  /** Writes all of it. */
  flush(): Promise<void>
  close(): Promise<void>
}

export interface DenialsOptions {
  clock: Clock
  log: Log
  write: (tenantId: string, events: AuditEvent[]) => Promise<void>
  /** How often it is looked whether something is due. */
  everyMs?: number
}

interface Counted {
  denial: Denial
  count: number
  firstMs: number
  dueMs: number
}

const EVERY_MS = 5000
/** Of somebody who goes on and on, one entry after ten seconds, the next after twenty… */
const FIRST_WAIT_MS = 10_000
const LONGEST_WAIT_MS = 3_600_000
/** Different ones at a time; those beyond are counted together, one for each organisation. */
const MAX_KINDS = 100

/** Denials on their way into the trail: one entry for those that are alike, with their number, and ever fewer in a flood. */
export function createDenials({ clock, log, write, everyMs = EVERY_MS }: DenialsOptions): Denials {
  const counted = new Map<string, Counted>()
  const waits = new Map<string, { ms: number; untilMs: number }>()
  let writing: Promise<void> = Promise.resolve()

  const writeDue = async (beforeMs: number) => {
    const due = [...counted].filter(([, { dueMs }]) => dueMs <= beforeMs)
    for (const [key] of due) counted.delete(key)
    const events = due.map(([, one]) => one)
    for (const [tenantId, some] of Map.groupBy(events, ({ denial }) => denial.tenantId)) {
      try {
        await write(tenantId, some.map(toEvent))
      } catch (error) {
        log.error('audit.denials_not_written', { error, denials: some.length })
      }
    }
  }
  const flush = (beforeMs: number) => (writing = writing.then(() => writeDue(beforeMs)))
  const timer = setInterval(() => {
    if (counted.size > 0) void flush(clock.now())
  }, everyMs).unref()
  /** When this kind is written next: the longer it goes on, the later. */
  const dueFrom = (key: string, nowMs: number) => {
    const before = waits.get(key)
    const isGoingOn = before !== undefined && nowMs < before.untilMs
    const ms = isGoingOn ? Math.min(before.ms * 2, LONGEST_WAIT_MS) : FIRST_WAIT_MS
    if (waits.size >= MAX_KINDS * 10) waits.clear()
    waits.set(key, { ms, untilMs: nowMs + 3 * ms })
    return nowMs + ms
  }

  return {
    note(denial) {
      const { tenantId, actor, action, resource } = denial
      const alike = `${tenantId} ${actor.id} ${action} ${resource.kind}`
      const isBeyond = !counted.has(alike) && counted.size >= MAX_KINDS
      const key = isBeyond ? tenantId : alike
      const before = counted.get(key)
      if (before) {
        before.count += 1
        return
      }
      const nowMs = clock.now()
      const shown = isBeyond ? together(denial) : denial
      counted.set(key, { denial: shown, count: 1, firstMs: nowMs, dueMs: dueFrom(key, nowMs) })
    },
    writeDue: () => flush(clock.now()),
    flush: () => flush(Infinity),
    close() {
      clearInterval(timer)
      return flush(Infinity)
    },
  }
}

function together({ tenantId }: Denial): Denial {
  return {
    tenantId,
    actor: { kind: 'unknown', id: 'several', name: '' },
    address: null,
    requestId: null,
    action: 'several',
    resource: { kind: 'several', id: null },
    reason: 'More kinds of denials at once than are told apart.',
    rule: null,
  }
}

function toEvent({ denial, count, firstMs }: Counted): AuditEvent {
  const { actor, address, requestId, action, resource, reason, rule } = denial
  return {
    action,
    resource,
    outcome: 'denied',
    reason,
    facts: {
      ...(rule !== null && { rule }),
      ...(count > 1 && { times: count, since: new Date(firstMs).toISOString() }),
    },
    acting: { actor, address, requestId },
  }
}
