import type { Approval } from '#wire/approvals.ts'
import type { CreateProvenance, DeploymentPlace, SignedProvenance } from '#wire/provenance.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { isId } from '#server/lib/ids.ts'
import type { AnswersStore, StoredAnswer } from './answers-store.ts'
import type { ApprovalsStore } from './approvals-store.ts'
import { sha256, type Provenance } from './provenance.ts'
import { exactText } from '#wire/provenance-text.ts'

export interface AnswerRecords {
  /** The statement about an answer as it is now; made where there is none yet. Undefined: there is no such answer. */
  ofAnswer(tenantId: string, messageId: string): Promise<SignedProvenance | undefined>
  /** A person has just approved it. */
  approved(tenantId: string, answer: StoredAnswer, approval: Approval): Promise<void>
  /** Of one's own answer. Throws `not_found`. */
  get(principal: Principal, messageId: string): Promise<SignedProvenance>
  /** For a text from a call of one's own. Throws `not_found` where there was no such call. */
  declare(principal: Principal, wish: CreateProvenance): Promise<SignedProvenance>
}

export interface AnswerRecordsOptions {
  provenance: Provenance
  answers: AnswersStore
  approvals: Pick<ApprovalsStore, 'findApproved'>
  /** What is declared of a deployment; its provider alone where it is not configured any more. */
  placeOf: (tenantId: string, providerId: string | null, modelId: string) => DeploymentPlace
  /** So that a call that has just ended is found. */
  flushLedger: () => Promise<void>
}

/** Statements about answers that Galerne passed on itself. */
export function createAnswerRecords(options: AnswerRecordsOptions): AnswerRecords {
  const { provenance, answers, approvals, placeOf, flushLedger } = options

  const sign = async (tenantId: string, answer: StoredAnswer, approval: Approval | undefined) => {
    const model = answer.modelId ?? ''
    await flushLedger()
    const call = answer.runId === null ? undefined : await answers.findCall(tenantId, answer.runId)
    return provenance.sign({
      tenantId,
      text: answer.text,
      model,
      deployment: placeOf(tenantId, call?.providerId ?? null, model),
      at: answer.createdAt.toISOString(),
      evidence: 'observed',
      approval: approval?.decidedAt
        ? { at: approval.decidedAt, isFourEyes: approval.isFourEyes }
        : null,
      messageId: answer.messageId,
      requestId: answer.runId,
    })
  }
  const ofAnswer: AnswerRecords['ofAnswer'] = async (tenantId, messageId) => {
    const answer = await answers.find(tenantId, messageId)
    if (!answer || answer.status === 'streaming' || answer.text.trim() === '') return undefined
    // Taken in from a file, where anybody can have written anything: we saw no model answer it.
    if (answer.runId === null) return undefined
    const before = await provenance.ofMessage(tenantId, messageId)
    const approval = await approvals.findApproved(tenantId, messageId, answer.text)
    const isSame = before?.record.text.sha256 === sha256(exactText(answer.text))
    const isTold = (before?.record.approval ?? null) !== null || approval === undefined
    return before && isSame && isTold ? before : sign(tenantId, answer, approval)
  }
  return {
    ofAnswer,
    async approved(tenantId, answer, approval) {
      await sign(tenantId, answer, approval)
    },
    async get({ tenantId, id }, messageId) {
      const answer = isId(messageId) ? await answers.find(tenantId, messageId) : undefined
      const signed = answer?.ownerId === id ? await ofAnswer(tenantId, answer.messageId) : undefined
      if (signed) return signed
      throw new AppError('not_found', 'There is no such answer, or it is not written yet.')
    },
    async declare({ tenantId, id }, { text, requestId }) {
      await flushLedger()
      const call = await answers.findCall(tenantId, requestId)
      if (call?.principalId !== id) {
        throw new AppError(
          'not_found',
          'There is no call of yours with this id that was answered. Send the x-request-id of its answer.',
        )
      }
      return provenance.sign({
        tenantId,
        text,
        model: call.model,
        deployment: placeOf(tenantId, call.providerId, call.model),
        at: call.startedAt.toISOString(),
        evidence: 'declared',
        approval: null,
        messageId: null,
        requestId,
      })
    },
  }
}
