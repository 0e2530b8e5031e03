import { randomUUID } from 'node:crypto'
import type {
  AskForRight,
  DecideRequest,
  ErasePerson,
  MyData,
  PersonData,
  RightsRequest,
  SignedDisposal,
} from '#wire/rights.ts'
import { requireFreshIfPerson } from '#server/access/fresh.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { sealedSince } from '#server/lib/database-sealing.ts'
import { createId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import type { Certificates } from '../certificates.ts'
import type { DisposalsStore } from '../disposals-store.ts'
import type { RetentionStore } from '../retention/retention-store.ts'
import { erasePerson, isPersonHeld, rewriteTables } from './erase-store.ts'
import { countHeld } from './holdings-store.ts'
import { dueAfter } from './due-date.ts'
import { packData, type CopyConversations } from './pack-data.ts'
import { noteCopy } from './copies-store.ts'
import { applyChange, type RequestsStore } from './requests-store.ts'
import type { SettingsStore } from './settings-store.ts'

export interface RightsDeskOptions {
  database: Database
  requests: RequestsStore
  settings: SettingsStore
  disposals: DisposalsStore
  retention: RetentionStore
  certificates: Certificates
  copyConversations: CopyConversations
  clock: Clock
  log: Log
  /** Writes what is still in memory: the ledger, the request log, the audit trail. */
  settle: (tenantId: string) => Promise<void>
  /** Forgets what this process remembers of an organisation, and reads anew what is left. */
  forget: (tenantId: string) => Promise<void>
  /** Takes them out of the audit trail; the proofs stay. */
  eraseFromTrail: (tenantId: string, personId: string) => Promise<void>
}

/** Rights of people: what is stored, taking it along, and its end. Rights to do so are checked by whoever calls. */
export interface RightsDesk {
  myData(principal: Principal): Promise<MyData>
  dataOf(tenantId: string, personId: string): Promise<PersonData>
  /** A ZIP as it is made: conversations, files, a document of JSON for each other kind, and one that says what is in them. */
  pack(tenantId: string, personId: string): Promise<AsyncGenerator<Uint8Array>>
  ask(tenantId: string, personId: string, wish: AskForRight): Promise<RightsRequest>
  withdraw(principal: Principal, id: string): Promise<RightsRequest>
  decide(principal: Principal, id: string, decision: DecideRequest): Promise<RightsRequest>
  /** For good. With a request, that one is done by it. Throws `conflict` where something is held. */
  erase(
    by: Principal,
    personId: string,
    wish: ErasePerson & { requestId?: string },
  ): Promise<SignedDisposal>
}

/** What a certificate of erasure has to add. */
const LIMITS =
  'Numbers of use stay in the ledger under a pseudonym. The audit trail keeps that something happened, under an id that nobody can trace to the person any more. What other people wrote about the person is theirs. Signed records of texts that the person approved for the public keep what was signed.'

const OPEN = 'Back-ups made before this day hold the data until they end.'

/** What is sealed, and what is not, in back-ups that there are already. */
function limitsOf(since: Date | null): string {
  if (since === null) return `${LIMITS} ${OPEN}`
  const day = since.toISOString()
  return `${LIMITS} Conversations (titles, messages, thoughts, pieces of answers, translations, shared copies, messages that waited), ratings and memories were sealed with a key of the person, which was destroyed: back-ups of the database from ${day} on say nothing of them any more, but for the index of words where a back-up took it along. Back-ups from before, back-ups of the keys of people, and in all back-ups names, accounts, files, folders, the library, texts in plain language and playgrounds stay until those back-ups end.`
}

export function createRightsDesk(options: RightsDeskOptions): RightsDesk {
  const { database, requests, settings, retention, clock } = options
  const nameOf = async (tenantId: string, personId: string) => {
    const name = await settings.personName(tenantId, personId)
    if (name === undefined) throw new AppError('not_found', 'There is no such person.')
    return name
  }
  const isHeld = (tenantId: string, personId: string) =>
    database.withTenant(tenantId, (sql) => isPersonHeld(sql, personId))
  return {
    async myData({ tenantId, id }) {
      const rules = await retention.list(tenantId)
      return {
        held: await countHeld(database, tenantId, id),
        retention: rules.flatMap(({ classification, days, isEnabled }) =>
          isEnabled && days !== null ? [{ classification, days }] : [],
        ),
        requests: await requests.ofPerson(tenantId, id),
        mayEraseSelf: await settings.mayEraseSelf(tenantId),
        isHeld: await isHeld(tenantId, id),
      }
    },
    async dataOf(tenantId, personId) {
      const name = await nameOf(tenantId, personId)
      const held = await countHeld(database, tenantId, personId)
      return { personId, name, held, isHeld: await isHeld(tenantId, personId) }
    },
    async pack(tenantId, personId) {
      await nameOf(tenantId, personId)
      await noteCopy(database, tenantId, personId)
      return packData(options, { tenantId, personId, at: new Date(clock.now()) })
    },
    async ask(tenantId, personId, { kind, note }) {
      const askedAt = new Date(clock.now())
      const personName = await nameOf(tenantId, personId)
      const id = createId(clock.now())
      const dueAt = dueAfter(askedAt, 1)
      return requests.insert(tenantId, { id, personId, personName, kind, note, askedAt, dueAt })
    },
    async withdraw({ tenantId, id: personId }, id) {
      const request = await requests.find(tenantId, id)
      if (request?.personId !== personId) {
        throw new AppError('not_found', 'There is no such request.')
      }
      const at = new Date(clock.now())
      return requests.change(tenantId, id, { status: 'withdrawn', by: null, at, reason: '' })
    },
    decide: (principal, id, decision) => decide(principal, { id, decision, options }),
    erase: (by, personId, wish) => erase(by, { personId, wish, options }),
  }
}

const STATUS = { approve: 'approved', refuse: 'refused', done: 'done' } as const

async function decide(
  principal: Principal,
  deciding: { id: string; decision: DecideRequest; options: RightsDeskOptions },
): Promise<RightsRequest> {
  const { id, options } = deciding
  const { decision, reason } = deciding.decision
  const { requests, clock } = options
  const { tenantId } = principal
  const before = await requests.find(tenantId, id)
  if (!before) throw new AppError('not_found', 'There is no such request.')
  if (reason === '' && decision !== 'done' && decision !== 'approve') {
    // Article 12(4): whoever is refused is told why, and so is whoever waits.
    throw new AppError('invalid_request', 'Say why: the person has a right to know.', {
      param: 'reason',
    })
  }
  if (decision === 'done' && before.kind === 'erase') {
    throw new AppError('conflict', 'A request for erasure is done by erasing the person.')
  }
  const by = { id: principal.id, name: principal.name }
  const at = new Date(clock.now())
  if (decision !== 'delay') {
    return requests.change(tenantId, id, { status: STATUS[decision], by, at, reason })
  }
  // By two more months at most, counted from the day of the request.
  const dueAt = dueAfter(new Date(before.askedAt), 3)
  if (dueAt.getTime() <= Date.parse(before.dueAt)) {
    throw new AppError(
      'conflict',
      'This request has been put off already, by as much as the law allows.',
    )
  }
  return requests.change(tenantId, id, { status: before.status, by: null, at, reason, dueAt })
}

interface ErasingOne {
  personId: string
  wish: ErasePerson & { requestId?: string }
  options: RightsDeskOptions
}

async function erase(by: Principal, erasing: ErasingOne): Promise<SignedDisposal> {
  requireFreshIfPerson(by, erasing.options.clock)
  const { personId, wish, options } = erasing
  const { database, settings, disposals, certificates, clock, log } = options
  const { tenantId } = by
  const name = await settings.personName(tenantId, personId)
  if (name === undefined) throw new AppError('not_found', 'There is no such person.')
  if (wish.name.trim() !== name.trim()) {
    throw new AppError(
      'invalid_request',
      'This is not the name of the person. Nothing was erased.',
      {
        param: 'name',
      },
    )
  }
  await options.settle(tenantId)
  const pseudonym = randomUUID()
  const isSelf = by.id === personId
  let disposalId = ''
  await erasePerson(database, tenantId, {
    personId,
    pseudonym,
    async certify(sql, erased) {
      disposalId = await certificates.issue(sql, tenantId, {
        kind: 'erasure',
        rule: wish.reason || 'Request of the person (GDPR, Article 17)',
        by: isSelf ? 'the person' : by.name,
        pseudonym,
        ...erased,
        limits: limitsOf(database.personKeys && (await sealedSince(sql))),
      })
      if (wish.requestId === undefined) return
      const who = isSelf ? null : { id: by.id, name: by.name }
      const change = { status: 'done' as const, by: who, at: new Date(clock.now()) }
      await applyChange(sql, wish.requestId, { ...change, reason: wish.reason, disposalId })
    },
  })
  // The trail must know who it was for as long as it takes to write it down.
  await options.settle(tenantId)
  await options.eraseFromTrail(tenantId, personId)
  await options.forget(tenantId)
  await rewriteTables(database)
  log.info('rights.erased', { disposalId })
  const disposal = await disposals.find(tenantId, disposalId)
  if (!disposal) throw new Error('The certificate of an erasure is missing.')
  return disposal
}
