import type { DeploymentPlace } from '#wire/provenance.ts'
import { LOCAL_OWNER, LOCAL_TENANT_ID, type Principal } from '#server/access/principal.ts'
import { createManualClock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import { Secret } from '#server/lib/secret.ts'
import { createAnswersStore, type AnswersStore } from './answers-store.ts'
import { createApprovalsStore, type ApprovalsStore } from './approvals-store.ts'
import { createApprovals } from './approvals.ts'
import { createCheck } from './check.ts'
import { createProvenanceKeysStore } from './keys-store.ts'
import { createProvenance, type Statement } from './provenance.ts'
import { createAnswerRecords } from './record-answers.ts'
import { createRecordsStore } from './records-store.ts'
import { createSettingsStore } from './settings-store.ts'
import { createSigningKeys } from './signing-keys.ts'
import { insertConversation } from './testing-answers-store.ts'

export const OTHER_TENANT_ID = '00000000-0000-7000-8000-0000000000aa'

export const PLACE: DeploymentPlace = {
  provider: 'lab',
  operator: 'Contoso',
  jurisdiction: 'FR',
  region: 'fr-par',
  isOwnHardware: false,
}

export interface TestProvenanceOptions {
  /** Puts something weaker in the store's place, to show what the real one is for. */
  weakenApprovals?: (store: ApprovalsStore) => ApprovalsStore
  weakenAnswers?: (store: AnswersStore) => AnswersStore
}

/** All of provenance on a real database, with two organisations. */
export function openTestProvenance(database: Database, options: TestProvenanceOptions = {}) {
  const clock = createManualClock(Date.UTC(2026, 10, 22, 9))
  const box = createSecretBox([new Secret('a key of this test, long enough by far')])
  const names: Record<string, string> = {
    [LOCAL_TENANT_ID]: 'City of Here',
    [OTHER_TENANT_ID]: 'City of There',
  }
  const organisations = {
    ids: () => Object.keys(names),
    find: (id: string) => {
      const name = names[id]
      return name === undefined ? undefined : { id, name, createdAt: new Date(0) }
    },
  }
  const keys = createSigningKeys({ store: createProvenanceKeysStore(database), box, clock })
  const store = createRecordsStore(database)
  const provenance = createProvenance({ keys, store, box, organisations, clock })
  const realAnswers = createAnswersStore(database)
  const answers = options.weakenAnswers?.(realAnswers) ?? realAnswers
  const settings = createSettingsStore(database)
  const realStore = createApprovalsStore(database)
  const records = createAnswerRecords({
    provenance,
    answers,
    approvals: realStore,
    placeOf: () => PLACE,
    flushLedger: () => Promise.resolve(),
  })
  const approvals = createApprovals({
    store: options.weakenApprovals?.(realStore) ?? realStore,
    settings,
    answers,
    clock,
    onApproved: (tenantId, answer, approval) => records.approved(tenantId, answer, approval),
  })
  const checkUrl = () => 'https://galerne.example.eu/check'
  const check = createCheck({ keys, store, provenance, organisations, checkUrl, log: silentLog })
  return { clock, box, keys, store, provenance, records, approvals, settings, check }
}

export function statement(text: string, more: Partial<Statement> = {}): Statement {
  return {
    tenantId: LOCAL_TENANT_ID,
    text,
    model: 'mistral-small',
    deployment: PLACE,
    at: '2026-11-22T08:00:00.000Z',
    evidence: 'observed',
    approval: null,
    messageId: null,
    requestId: null,
    ...more,
  }
}

export function person(name: string, more: Partial<Principal> = {}): Principal {
  return { ...LOCAL_OWNER, id: createId(), name, roles: ['member'], ...more }
}

/** A conversation of one question and one answer, which a run of ours wrote unless it was taken in from a file. */
export async function insertTestAnswer(
  database: Database,
  owner: Principal,
  answer: string | { text: string; isTakenIn: true },
): Promise<{ conversationId: string; messageId: string }> {
  const [conversationId, questionId, messageId] = [createId(), createId(), createId()]
  const { tenantId } = owner
  await insertConversation(database, {
    tenantId,
    ownerId: owner.id,
    conversationId,
    questionId,
    messageId,
    text: typeof answer === 'string' ? answer : answer.text,
    runId: typeof answer === 'string' ? createId() : null,
  })
  return { conversationId, messageId }
}
