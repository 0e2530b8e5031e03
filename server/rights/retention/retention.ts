import type { Retention, RetentionRule, SetRetention } from '#wire/rights.ts'
import type { Principal } from '#server/access/principal.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import type { Certificates } from '../certificates.ts'
import type { RetentionStore, StoredRule } from './retention-store.ts'

export interface RetentionDesk {
  read(tenantId: string): Promise<Retention>
  /** The numbers that a rule would have now. Deletes nothing. */
  preview(
    tenantId: string,
    rule: Pick<SetRetention, 'classification' | 'days'>,
  ): Promise<RetentionRule>
  set(principal: Principal, rule: SetRetention): Promise<Retention>
  /** Deletes what is due in one organisation, in batches; what the chore does. Resolves with the number of conversations and texts. */
  dispose(tenantId: string): Promise<number>
  close(): void
}

export interface RetentionOptions {
  store: RetentionStore
  certificates: Certificates
  clock: Clock
  log: Log
  tenantIds: () => readonly string[]
  doesChores: boolean
}

const DAY_MS = 86_400_000
const LOOK_MS = 3_600_000
const BATCH = 200
/** Of one organisation at one look: the rest waits for the next one, so that nobody waits for us. */
const MAX_BATCHES = 50

const LIMITS =
  'Back-ups made before this day hold the data until they end. Numbers of use stay in the ledger.'

/** What goes by itself: conversations of a class, so many days after their last use. */
export function openRetention(options: RetentionOptions): RetentionDesk {
  const { store, clock, log, tenantIds } = options
  const beforeOf = (days: number | null) =>
    days === null ? null : new Date(clock.now() - days * DAY_MS)
  const describe = async (tenantId: string, rule: Pick<StoredRule, 'classification' | 'days'>) => {
    const { classification, days } = rule
    const counts = await store.preview(tenantId, { classification, before: beforeOf(days) })
    return { classification, days, ...counts }
  }
  const read = async (tenantId: string): Promise<Retention> => {
    const stored = await store.list(tenantId)
    const rules: RetentionRule[] = []
    for (const rule of stored) {
      rules.push({ ...(await describe(tenantId, rule)), isEnabled: rule.isEnabled })
    }
    const last = stored
      .filter(({ changedAt }) => changedAt !== null)
      .toSorted((a, b) => Number(b.changedAt) - Number(a.changedAt))[0]
    return {
      rules,
      changedByName: last?.changedByName ?? null,
      changedAt: last?.changedAt?.toISOString() ?? null,
    }
  }
  const dispose = async (tenantId: string) => {
    let count = 0
    await store.dropAnswers(tenantId)
    for (const { classification, days, isEnabled } of await store.list(tenantId)) {
      const before = beforeOf(days)
      if (!isEnabled || before === null || days === null) continue
      count += await disposeOf({ tenantId, classification, days, before }, options)
      count += await disposeOfTexts({ tenantId, classification, days, before }, options)
    }
    return count
  }
  const look = async () => {
    for (const tenantId of tenantIds()) {
      try {
        const count = await dispose(tenantId)
        if (count > 0) log.info('retention.disposed', { count })
      } catch (error) {
        log.error('retention.failed', { error })
      }
    }
  }
  let looking: Promise<void> | undefined
  const lookOnce = () => (looking ??= look().finally(() => (looking = undefined)))
  const timer = options.doesChores ? setInterval(() => void lookOnce(), LOOK_MS).unref() : undefined
  return {
    read,
    preview: async (tenantId, rule) => ({ ...(await describe(tenantId, rule)), isEnabled: false }),
    async set(principal, rule) {
      const by = { name: principal.name, at: new Date(clock.now()) }
      await store.set(principal.tenantId, rule, by)
      return read(principal.tenantId)
    },
    dispose,
    close: () => clearInterval(timer),
  }
}

interface Disposing {
  tenantId: string
  classification: StoredRule['classification']
  days: number
  before: Date
}

async function disposeOf(
  { tenantId, classification, days, before }: Disposing,
  { store, certificates }: RetentionOptions,
): Promise<number> {
  let count = 0
  for (let batches = 0; batches < MAX_BATCHES; batches += 1) {
    const batch = await store.deleteSome(tenantId, {
      classification,
      before,
      limit: BATCH,
      certify: (sql, { conversations, messages, idsSha256 }) =>
        certificates.issue(sql, tenantId, {
          kind: 'retention',
          rule: `Conversations of the class “${classification}” go ${days} days after their last use`,
          by: 'Galerne',
          pseudonym: null,
          counts: [
            { kind: 'conversations', count: conversations, fate: 'erased' },
            { kind: 'messages', count: messages, fate: 'erased' },
          ],
          idsSha256,
          limits: LIMITS,
        }),
    })
    count += batch.conversations
    if (batch.conversations < BATCH) break
  }
  return count
}

async function disposeOfTexts(
  { tenantId, classification, days, before }: Disposing,
  { store, certificates }: RetentionOptions,
): Promise<number> {
  let count = 0
  for (let batches = 0; batches < MAX_BATCHES; batches += 1) {
    const gone = await store.deletePlainTexts(tenantId, {
      classification,
      before,
      limit: BATCH,
      certify: (sql, { plainTexts, idsSha256 }) =>
        certificates.issue(sql, tenantId, {
          kind: 'retention',
          rule: `Texts in plain language of the class “${classification}” go ${days} days after their last change`,
          by: 'Galerne',
          pseudonym: null,
          counts: [{ kind: 'plain-texts', count: plainTexts, fate: 'erased' }],
          idsSha256,
          limits: LIMITS,
        }),
    })
    count += gone
    if (gone < BATCH) break
  }
  return count
}
