import type { AuditEvent } from '#server/lib/database-outbox.ts'
import { ITSELF } from '#server/lib/acting.ts'
import type { UsageRecord } from './accounts.ts'

interface Group {
  record: UsageRecord
  deployment: string
  requests: string[]
  fromMs: number
}

/**
 * What the audit trail says of finished calls: those of a batch that differ in nothing but their ids and moments are one
 * event with all their ids. Never what was said.
 */
export function toCallEvents(records: readonly UsageRecord[]): AuditEvent[] {
  const groups = new Map<string, Group>()
  for (const record of records) {
    const { attempts, handled } = record
    const last = attempts.at(-1)
    const deployment = last ? `${last.providerId}/${last.upstreamModel}` : ''
    const key = `${record.principalId} ${record.operation} ${record.outcome} ${record.errorCode} ${handled?.classification} ${handled?.policyHash} ${deployment} ${record.decision?.route} ${record.model}`
    const group = groups.get(key)
    if (group) {
      group.requests.push(record.requestId)
      if (record.startedAtMs < group.fromMs) group.fromMs = record.startedAtMs
    } else {
      const { requestId, startedAtMs } = record
      groups.set(key, { record, deployment, requests: [requestId], fromMs: startedAtMs })
    }
  }
  return [...groups.values()].map(toEvent)
}

function toEvent({ record, deployment, requests, fromMs }: Group): AuditEvent {
  const { principalKind, principalId, operation, model, outcome, errorCode, handled } = record
  return {
    action: 'model.call',
    resource: { kind: 'model', id: model },
    outcome: outcomeOf(record),
    facts: {
      operation,
      calls: requests.length,
      requests,
      from: new Date(fromMs).toISOString(),
      deployment: deployment === '' ? null : deployment,
      ...(record.decision && { route: record.decision.route }),
      ...(handled && { classification: handled.classification }),
      ...(handled?.policyHash !== undefined && { policy: handled.policyHash }),
      ...(outcome !== 'complete' && { ended: outcome }),
      ...(errorCode !== null && { error: errorCode }),
      ...(record.cache && { cache: record.cache }),
    },
    acting: { ...ITSELF, actor: { kind: principalKind, id: principalId, name: '' } },
  }
}

function outcomeOf({ outcome, errorCode }: UsageRecord): AuditEvent['outcome'] {
  if (errorCode === 'forbidden' || errorCode === 'budget_exceeded') return 'denied'
  return outcome === 'failed' ? 'failed' : 'done'
}
