import type { Approval, ApprovalCase, ApprovalPage, ApprovalState } from '#wire/approvals.ts'
import type { ProvenanceSettings } from '#wire/provenance.ts'
import { authorize } from '#server/access/authorize.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { createId, isId } from '#server/lib/ids.ts'
import type { AnswersStore, StoredAnswer } from './answers-store.ts'
import type { ApprovalsStore, Deciding } from './approvals-store.ts'
import { sha256 } from './provenance.ts'
import type { SettingsStore } from './settings-store.ts'

export type Approvals = ReturnType<typeof createApprovals>

export interface ApprovalsOptions {
  store: ApprovalsStore
  settings: SettingsStore
  answers: AnswersStore
  clock: Clock
  /** A person answers for this text now: the statement about it has to say so. */
  onApproved: (tenantId: string, answer: StoredAnswer, approval: Approval) => Promise<void>
}

interface Page {
  state: ApprovalState | null
  limit: number
  cursor: string | null
}

/** A person says that they answer for what a model wrote. */
export function createApprovals(options: ApprovalsOptions) {
  const { settings } = options
  return {
    ...asking(options),
    ...deciding(options),
    ...reading(options),
    getSettings: (principal: Principal): Promise<ProvenanceSettings> =>
      settings.get(principal.tenantId),
    saveSettings: (principal: Principal, wanted: ProvenanceSettings): Promise<void> =>
      settings.save(principal.tenantId, wanted),
  }
}

function asking(options: ApprovalsOptions) {
  const { store, answers, settings, clock } = options
  return {
    /** Whoever had the conversation asks. Throws where there is nothing to approve, or it is asked for already. */
    async request(
      principal: Principal,
      { messageId, note }: { messageId: string; note: string },
    ): Promise<Approval> {
      requireAllowed(principal, 'conversation.write', { kind: 'answer', id: messageId })
      refuseMachines(principal)
      const { tenantId } = principal
      const answer = await answers.find(tenantId, messageId)
      if (answer?.ownerId !== principal.id) throw notFound('There is no such answer.')
      if (answer.status === 'streaming' || answer.text.trim() === '') {
        throw new AppError('conflict', 'There is no whole answer yet. Wait until it is written.')
      }
      if (answer.runId === null) {
        throw new AppError(
          'conflict',
          'This answer was taken in from a file: nobody here saw a model write it. Have it written anew.',
        )
      }
      const { isFourEyes } = await settings.get(tenantId)
      const approval: Approval = {
        id: createId(),
        messageId,
        conversationId: answer.conversationId,
        state: 'requested',
        textSha256: sha256(answer.text),
        requestedBy: { id: principal.id, name: principal.name },
        requestedAt: new Date(clock.now()).toISOString(),
        note: clean(note),
        isFourEyes,
        decidedBy: null,
        decidedAt: null,
        decisionNote: '',
      }
      if (await store.insert(tenantId, approval)) return approval
      throw new AppError('conflict', 'Approval of this answer has been asked for already.')
    },

    /** Whoever asked asks no more. */
    async withdraw(principal: Principal, id: string): Promise<void> {
      const approval = await findVisible(options, principal, id)
      if (approval.requestedBy.id !== principal.id) {
        throw new AppError('forbidden', 'Only whoever asked for an approval can withdraw it.')
      }
      await end(options, principal, { id, state: 'withdrawn', note: '', textSha256: null })
    },
  }
}

function deciding(options: ApprovalsOptions) {
  const { answers } = options
  return {
    /** What there is to decide, to whoever may see it. */
    async get(principal: Principal, id: string): Promise<ApprovalCase> {
      const approval = await findVisible(options, principal, id)
      const answer = await answers.find(principal.tenantId, approval.messageId)
      const whyNot = await whyMayNotDecide(options, principal, approval)
      return {
        approval,
        question: answer?.question ?? null,
        answer: answer?.text ?? null,
        lang: answer?.lang ?? null,
        modelId: answer?.modelId ?? null,
        mayDecide: whyNot === null,
        whyNot,
      }
    },

    async decide(
      principal: Principal,
      id: string,
      given: { decision: 'approve' | 'refuse'; note: string; textSha256: string },
    ): Promise<Approval> {
      const approval = await findVisible(options, principal, id)
      requireAllowed(principal, 'answer.approve', { kind: 'answer', id: approval.messageId })
      refuseMachines(principal)
      if (approval.state === 'void') throw changed()
      if (approval.state !== 'requested') throw decidedAlready()
      const whyNot = await whyMayNotDecide(options, principal, approval)
      if (whyNot !== null) throw new AppError('forbidden', whyNot)
      const state = given.decision === 'approve' ? 'approved' : 'refused'
      const { note, textSha256 } = given
      return end(options, principal, { id, state, note, textSha256 })
    },
  }
}

function reading(options: ApprovalsOptions) {
  const { store, answers } = options
  return {
    async ofConversation(principal: Principal, conversationId: string): Promise<Approval[]> {
      requireAllowed(principal, 'conversation.read', { kind: 'conversation', id: conversationId })
      const { tenantId, id } = principal
      const isOwner = isId(conversationId) && (await answers.isOwner(tenantId, conversationId, id))
      if (!isOwner) throw notFound('There is no such conversation.')
      return store.ofConversation(tenantId, conversationId)
    },

    /** Everybody's for approvers and for auditors, who see that, never what; else one's own. */
    async list(principal: Principal, { state, limit, cursor }: Page): Promise<ApprovalPage> {
      const isReader = await seesAll(options, principal)
      const found = await store.list(principal.tenantId, {
        states: state === null ? null : [state],
        requestedBy: isReader ? null : principal.id,
        after: cursor === null ? null : fromCursor(cursor),
        limit: limit + 1,
      })
      const approvals = found.slice(0, limit)
      const last = approvals.at(-1)
      return { approvals, nextCursor: last && found.length > limit ? toCursor(last) : null }
    },
  }
}

async function end(
  { store, clock, onApproved }: ApprovalsOptions,
  principal: Principal,
  { id, ...decision }: Pick<Deciding, 'state' | 'note' | 'textSha256'> & { id: string },
): Promise<Approval> {
  const decided = await store.decide(principal.tenantId, id, {
    ...decision,
    note: clean(decision.note),
    by: { id: principal.id, name: principal.name },
    at: new Date(clock.now()),
  })
  if (decided.outcome === 'gone') throw notFound('There is no such approval.')
  if (decided.outcome === 'not-open') throw decidedAlready()
  if (decided.outcome === 'changed') throw changed()
  if (decided.outcome !== 'decided') throw new Error('An approval ended in no known way.')
  const { approval, answer } = decided
  if (approval.state === 'approved' && answer) {
    await onApproved(principal.tenantId, answer, approval)
  }
  return approval
}

/** As if it did not exist for whoever neither asked for it nor may decide it. */
async function findVisible(
  options: ApprovalsOptions,
  principal: Principal,
  id: string,
): Promise<Approval> {
  const found = isId(id) ? await options.store.find(principal.tenantId, id) : undefined
  const isOwn = found?.requestedBy.id === principal.id
  if (found && (isOwn || (await isApprover(options, principal)))) return found
  throw notFound('There is no such approval.')
}

/** Null: they may. */
async function whyMayNotDecide(
  options: ApprovalsOptions,
  principal: Principal,
  { state, isFourEyes, requestedBy }: Approval,
): Promise<string | null> {
  if (state === 'void') return 'The answer has changed since approval was asked for.'
  if (state !== 'requested') return 'This has been decided already.'
  if (requestedBy.id !== principal.id) {
    return (await isApprover(options, principal)) ? null : 'You are not among those who approve.'
  }
  const settings = await options.settings.get(principal.tenantId)
  if (isFourEyes || settings.isFourEyes) {
    return 'Your organisation demands four eyes: somebody else has to approve what you asked for.'
  }
  return null
}

const ALWAYS = new Set(['owner', 'administrator', 'data-protection-officer'])

/**
 * Who reads what others want approved: members of the organisation's groups for it; where it has named none, owners,
 * administrators and data-protection officers.
 */
async function isApprover({ settings }: ApprovalsOptions, principal: Principal): Promise<boolean> {
  if (principal.kind !== 'person') return false
  const { approverGroups } = await settings.get(principal.tenantId)
  if (approverGroups.length === 0) return principal.roles?.some((role) => ALWAYS.has(role)) ?? false
  return principal.groups?.some((group) => approverGroups.includes(group)) ?? false
}

async function seesAll(options: ApprovalsOptions, principal: Principal): Promise<boolean> {
  const { tenantId } = principal
  const mayRead = authorize(principal, 'register.read', { kind: 'answer', tenantId })
  return mayRead.isAllowed || isApprover(options, principal)
}

/** A program cannot answer for anything. */
function refuseMachines({ kind }: Principal): void {
  if (kind === 'person') return
  throw new AppError('forbidden', 'Only a person can ask for an approval or give it.')
}

function decidedAlready(): AppError {
  return new AppError('conflict', 'This has been decided already. Reload the page.')
}

function changed(): AppError {
  return new AppError(
    'conflict',
    'The answer is not the one that you read: it has changed since. Read it again, and have approval asked for anew.',
  )
}

function notFound(message: string): AppError {
  return new AppError('not_found', message)
}

function clean(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD')
}

function toCursor({ requestedAt, id }: Approval): string {
  return Buffer.from(`${requestedAt} ${id}`).toString('base64url')
}

function fromCursor(cursor: string): { requestedAt: Date; id: string } {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ')
  if (isId(id) && !Number.isNaN(Date.parse(at))) return { requestedAt: new Date(at), id }
  throw new AppError('invalid_request', 'cursor is not one that a page gave.')
}
