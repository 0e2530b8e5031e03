import { createHash } from 'node:crypto'
import {
  PROVENANCE_CONTEXT,
  SignedProvenance,
  type DeploymentPlace,
  type ProvenanceRecord,
} from '#wire/provenance.ts'
import { exactText, NORMALISATION, paragraphsOf, wordsOf } from '#wire/provenance-text.ts'
import type { Organisations } from '#server/access/organisations.ts'
import type { Clock } from '#server/lib/clock.ts'
import { createId } from '#server/lib/ids.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import type { SecretBox } from '#server/lib/secret-box.ts'
import { signJson } from '#server/lib/signed-json.ts'
import type { MarkKind, RecordsStore, StoredRecord } from './records-store.ts'
import type { ProvenanceKeys, SigningKeys } from './signing-keys.ts'

/** What is said of a text. */
export interface Statement {
  tenantId: string
  text: string
  model: string
  deployment: DeploymentPlace
  /** When the model wrote it, ISO 8601. */
  at: string
  evidence: ProvenanceRecord['evidence']
  approval: ProvenanceRecord['approval']
  /** The answer of the assistant that it is; null: another text. */
  messageId: string | null
  /** The call that made it; null: nobody knows. */
  requestId: string | null
  /** Absent: a new one. */
  id?: string
}

export interface Provenance {
  /** Signs, stores and returns. The text itself is not kept. */
  sign(statement: Statement): Promise<SignedProvenance>
  /** What was said of an answer last; undefined: nothing. */
  ofMessage(tenantId: string, messageId: string): Promise<SignedProvenance | undefined>
  open(tenantId: string, record: Pick<StoredRecord, 'id' | 'sealed'>): SignedProvenance | undefined
}

export interface ProvenanceOptions {
  keys: SigningKeys
  store: RecordsStore
  box: SecretBox
  organisations: Pick<Organisations, 'find'>
  clock: Clock
}

/** A text of a hundred thousand characters has no more that is worth finding again. */
const MAX_PARAGRAPHS = 400

export function createProvenance(options: ProvenanceOptions): Provenance {
  const { keys, store, box, organisations, clock } = options
  const open: Provenance['open'] = (tenantId, { id, sealed }) => {
    const read = SignedProvenance.safeParse(parseJson(box.open(sealed, contextOf(tenantId, id))))
    return read.success ? read.data : undefined
  }
  return {
    open,
    async sign(statement) {
      const { tenantId, text, messageId, requestId } = statement
      const own = await keys.of(tenantId)
      const now = new Date(clock.now())
      const record = toRecord(statement, {
        organisation: organisations.find(tenantId)?.name ?? '',
        key: own.kid,
        signedAt: now.toISOString(),
      })
      const signed = { record, signature: signJson(record, PROVENANCE_CONTEXT, own.privateKey) }
      const { id } = record
      const sealed = box.seal(JSON.stringify(signed), contextOf(tenantId, id))
      const isApproved = record.approval !== null
      const stored = { id, sealed, messageId, requestId, isApproved, createdAt: now }
      await store.insert(tenantId, stored, marksOf(text, own))
      return signed
    },
    async ofMessage(tenantId, messageId) {
      const [newest] = await store.ofMessage(tenantId, messageId)
      return newest && open(tenantId, newest)
    },
  }
}

function toRecord(
  statement: Statement,
  about: Pick<ProvenanceRecord, 'organisation' | 'key' | 'signedAt'>,
): ProvenanceRecord {
  const { text, model, deployment, at, evidence, approval } = statement
  return {
    version: 1,
    id: statement.id ?? createId(),
    ...about,
    evidence,
    model: model.toWellFormed().slice(0, 300),
    deployment,
    generatedAt: at,
    approval,
    text: {
      normalisation: NORMALISATION,
      sha256: sha256(exactText(text)),
      wordsSha256: sha256(wordsOf(text)),
    },
  }
}

function marksOf(text: string, { markOf }: ProvenanceKeys): { kind: MarkKind; mark: string }[] {
  const paragraphs = paragraphsOf(text).slice(0, MAX_PARAGRAPHS)
  return [
    { kind: 'exact', mark: markOf('exact', exactText(text)) },
    { kind: 'words', mark: markOf('words', wordsOf(text)) },
    ...paragraphs.map((one) => ({
      kind: 'paragraph' as const,
      mark: markOf('paragraph', one),
    })),
  ]
}

function contextOf(tenantId: string, id: string): string {
  return `${tenantId}|provenance_records|sealed|${id}`
}

/** Of text in UTF-8, hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text.toWellFormed(), 'utf8').digest('hex')
}
