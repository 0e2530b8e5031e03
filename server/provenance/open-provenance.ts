import type { DeploymentPlace } from '#wire/provenance.ts'
import { createAddressRanges } from '#server/access/client-address.ts'
import type { Organisations } from '#server/access/organisations.ts'
import type { Clock } from '#server/lib/clock.ts'
import { watchRevisions } from '#server/lib/database-revisions.ts'
import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import type { SecretBox } from '#server/lib/secret-box.ts'
import { createAnswersStore } from './answers-store.ts'
import { createApprovalsStore } from './approvals-store.ts'
import { createApprovals } from './approvals.ts'
import { createCheckLimits } from './check-limits.ts'
import { createCheck } from './check.ts'
import { createProvenanceKeysStore } from './keys-store.ts'
import { createProvenance } from './provenance.ts'
import { createAnswerRecords } from './record-answers.ts'
import { createCallRecorder, type CallRecorder } from './record-calls.ts'
import { createRecordsStore } from './records-store.ts'
import { createOpenCheckRoutes, createProvenanceRoutes } from './routes.ts'
import { createSettingsStore, PROVENANCE_TOPIC } from './settings-store.ts'
import { createSigningKeys } from './signing-keys.ts'

export interface ProvenanceParts {
  database: Database
  box: SecretBox
  organisations: Organisations
  clock: Clock
  log: Log
  /** How people reach this Galerne. */
  url: string
  trustedProxies: readonly string[]
  placeOf: (tenantId: string, providerId: string | null, modelId: string) => DeploymentPlace
  flushLedger: () => Promise<void>
}

export interface OpenedProvenance {
  routes: ReturnType<typeof createProvenanceRoutes>
  /** Beside `/api`, for anybody. */
  open: ReturnType<typeof createOpenCheckRoutes>
  /** Of gateways whose answers are recorded, where an organisation wants that. */
  calls: CallRecorder
  /** An answer of the assistant is whole: it gets its statement, in its own time. */
  noteAnswer(tenantId: string, messageId: string): void
  /** A person answers for a text of their organisation that a model has written, and they may have changed. */
  noteSigned(tenantId: string, signed: SignedByPerson): Promise<void>
  /** Resolves when what was begun is done. */
  close(): Promise<void>
}

export interface SignedByPerson {
  text: string
  modelId: string
  isChanged: boolean
  isFourEyes: boolean
  /** ISO 8601. */
  at: string
}

/** Statements about texts, who answers for them, and the page where they are checked. */
export async function openProvenance(parts: ProvenanceParts): Promise<OpenedProvenance> {
  const { database, box, organisations, clock, log, url, placeOf, flushLedger } = parts
  const keys = createSigningKeys({ store: createProvenanceKeysStore(database), box, clock })
  const store = createRecordsStore(database)
  const provenance = createProvenance({ keys, store, box, organisations, clock })
  const answers = createAnswersStore(database)
  const approvalsStore = createApprovalsStore(database)
  const settingsStore = createSettingsStore(database)
  const answering = { provenance, answers, placeOf, flushLedger }
  const records = createAnswerRecords({ ...answering, approvals: approvalsStore })
  const approvals = createApprovals({
    store: approvalsStore,
    settings: settingsStore,
    answers,
    clock,
    onApproved: (tenantId, answer, approval) => records.approved(tenantId, answer, approval),
  })
  const calls = createCallRecorder({ provenance, placeOf, clock, log })
  const load = async (tenantId: string) =>
    calls.configure(tenantId, await settingsStore.get(tenantId))
  const unwatch = await watchRevisions({ database, log, topics: { [PROVENANCE_TOPIC]: load } })
  await organisations.forEach(load)
  const checkUrl = () => `${url}/check`
  const check = createCheck({ keys, store, provenance, organisations, checkUrl, log })
  const working = new Set<Promise<void>>()
  return {
    calls,
    routes: createProvenanceRoutes({
      approvals,
      records,
      rotateKey: (tenantId) => keys.rotate(tenantId),
      onSettings: (tenantId, settings) => calls.configure(tenantId, settings),
    }),
    open: createOpenCheckRoutes({
      check,
      limits: createCheckLimits(clock),
      trustedProxies: createAddressRanges(parts.trustedProxies),
    }),
    noteAnswer(tenantId, messageId) {
      const work = records
        .ofAnswer(tenantId, messageId)
        // Made later, when somebody asks for it.
        .catch((error: unknown) => log.warn('provenance.not_signed', { messageId, error }))
        .then(() => void working.delete(work))
      working.add(work)
    },
    async noteSigned(tenantId, { text, modelId, isChanged, isFourEyes, at }) {
      await provenance.sign({
        tenantId,
        text,
        model: modelId,
        deployment: placeOf(tenantId, null, modelId),
        at,
        // What a person has changed, no model was seen to write.
        evidence: isChanged ? 'declared' : 'observed',
        approval: { at, isFourEyes },
        messageId: null,
        requestId: null,
      })
    },
    async close() {
      await unwatch()
      await Promise.all([...working, calls.close()])
    },
  }
}
