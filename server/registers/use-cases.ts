import type {
  BindUseCase,
  CreateUseCase,
  DecideUseCase,
  FormAnswers,
  UseCase,
  UseCaseStatus,
} from '#wire/registers.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { createId, isId } from '#server/lib/ids.ts'
import { answersOf, type UseCaseFacts } from './facts.ts'
import { countMissing } from './form-fields.ts'
import { decide, type Purposes } from './purposes.ts'
import { assessRisk } from './risk.ts'
import type { StoredUseCase, UseCasesStore } from './use-cases-store.ts'
import type { StoredVersion, Subject, VersionsStore } from './versions-store.ts'

export type UseCases = ReturnType<typeof createUseCases>

export interface UseCasesOptions {
  store: UseCasesStore
  versions: VersionsStore
  purposes: Pick<Purposes, 'load'>
  clock: Clock
}

const STATUS = {
  approve: 'approved',
  refuse: 'refused',
  retire: 'retired',
  reopen: 'draft',
} as const satisfies Record<DecideUseCase['decision'], UseCaseStatus>

/** What AI is used for in an organisation, each use with its risk and who answers for it. */
export function createUseCases(options: UseCasesOptions) {
  const { store, versions, purposes, clock } = options
  const get: Get = async (principal, id) => {
    const { tenantId } = principal
    const found = isId(id) ? await store.find(tenantId, id) : undefined
    if (!found) throw new AppError('not_found', 'There is no such use case.')
    return toFacts(found, await versions.latest(tenantId))
  }
  return {
    get,

    async list({ tenantId }: Principal): Promise<UseCaseFacts[]> {
      const latest = await versions.latest(tenantId)
      return (await store.list(tenantId)).map((one) => toFacts(one, latest))
    },

    async create(principal: Principal, { purpose, name }: CreateUseCase): Promise<UseCase> {
      const { tenantId } = principal
      const now = new Date(clock.now())
      const id = createId()
      if (!(await store.insert(tenantId, { id, purpose, createdAt: now }))) {
        throw new AppError('conflict', `There is a use case with the purpose “${purpose}” already.`)
      }
      await versions.append(tenantId, {
        form: 'use-case',
        subject: id,
        after: 0,
        answers: { name },
        author: principal,
        at: now,
        useCase: null,
      })
      await purposes.load(tenantId)
      return toUseCase(await get(principal, id))
    },

    decide: (principal: Principal, id: string, decision: DecideUseCase): Promise<UseCase> =>
      decideOn(options, get, { principal, id, ...decision }),

    async bind(principal: Principal, id: string, bindings: BindUseCase): Promise<UseCase> {
      const { tenantId } = principal
      await get(principal, id)
      await store.bind(tenantId, id, {
        keys: [...new Set(bindings.keys)],
        routes: [...new Set(bindings.routes)],
      })
      await purposes.load(tenantId)
      return toUseCase(await get(principal, id))
    },
  }
}

type Get = (principal: Principal, id: string) => Promise<UseCaseFacts>

/** A person answers for it. What the law forbids, and what nobody has assessed, cannot be approved. */
async function decideOn(
  { store, purposes, clock }: UseCasesOptions,
  get: Get,
  { principal, id, decision, note = '' }: DecideUseCase & { principal: Principal; id: string },
): Promise<UseCase> {
  if (principal.kind !== 'person') {
    throw new AppError('forbidden', 'Only a person can decide about a use case.')
  }
  const { risk } = await get(principal, id)
  if (decision === 'approve' && risk.level === 'prohibited') {
    throw new AppError(
      'forbidden',
      'What is described here is prohibited (AI Act, Article 5): nobody can approve it. Change what it does.',
    )
  }
  if (decision === 'approve' && risk.level === 'unknown') {
    throw new AppError('conflict', 'Answer the risk questionnaire before you approve this.')
  }
  const at = new Date(clock.now())
  const { tenantId, name } = principal
  const decided = { status: STATUS[decision], risk: risk.level, by: name, at, note: clean(note) }
  if (!(await store.decide(tenantId, id, decided))) {
    throw new AppError(
      'conflict',
      'Its risk has changed meanwhile. Reload the page and read it again.',
    )
  }
  await purposes.load(tenantId)
  return toUseCase(await get(principal, id))
}

/** Without what people said of it: for lists. */
export function toUseCase(facts: UseCaseFacts): UseCase {
  const { description: _description, answers: _answers, dpia: _dpia, ...rest } = facts
  const { algorithm: _algorithm, ...useCase } = rest
  return useCase
}

function toFacts(
  stored: StoredUseCase,
  versions: readonly (StoredVersion & Subject)[],
): UseCaseFacts {
  const of = (form: Subject['form']): FormAnswers =>
    answersOf(versions, { form, subject: stored.id })
  const description = of('use-case')
  const answers = of('risk')
  const risk = assessRisk(answers)
  const { isAllowed, reason } = decide({ ...stored, risk: risk.level })
  return {
    id: stored.id,
    purpose: stored.purpose,
    name: description['name'] ?? stored.purpose,
    risk,
    status: stored.status,
    isAllowed,
    whyNot: isAllowed ? null : reason,
    decidedBy: stored.decidedBy,
    decidedAt: stored.decidedAt?.toISOString() ?? null,
    decisionNote: stored.decisionNote,
    keys: [...stored.keys],
    routes: [...stored.routes],
    missing: countMissing('use-case', description) + risk.open,
    createdAt: stored.createdAt.toISOString(),
    description,
    answers,
    dpia: of('dpia'),
    algorithm: of('algorithm'),
  }
}

function clean(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD')
}
