import type { Principal } from '#server/access/principal.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { ErrorCode } from '#wire/errors.ts'
import type { DialectName, TokenUsage } from '#server/dialects/conversation.ts'
import type { Operation } from '#server/providers/provider.ts'
import { estimateUsage } from './estimate-usage.ts'
import type { UsageUnits } from './usage-units.ts'

export type { UsageUnits } from './usage-units.ts'

export type Outcome = 'complete' | 'failed' | 'cancelled'

/** One try at one deployment: what it cost us. */
export interface AttemptRecord {
  /** 0, 1… within the request. */
  number: number
  providerId: string
  upstreamModel: string
  outcome: Outcome
  errorCode: ErrorCode | null
  usage: TokenUsage
  startedAtMs: number
  /** Until the first content; null: there was none. */
  firstContentMs: number | null
  durationMs: number
  /** Of the provider's answer; null, or absent: none came. */
  status?: number | null
  /** It lost a race, or its answer was thrown away: it cost us, and is never charged to the caller. */
  isWaste?: boolean
  units?: UsageUnits
}

/** Why a request went where it went, for people to read. */
export interface RoutingDecision {
  /** The name of the route, which may be the model's own. */
  route: string
  strategy: string
  /** Deployments (`provider/model`) that were passed over before the one that answered, and why. */
  passedOver: { deployment: string; reason: string }[]
  /** Milliseconds that it waited because no deployment took calls. */
  queuedMs: number
  isHedged: boolean
}

/** One request: what the caller is charged for, whatever number of attempts it took. */
export interface UsageRecord {
  /** Unique: recording it twice changes nothing. */
  requestId: string
  tenantId: string
  principalKind: Principal['kind']
  principalId: string
  operation: Operation
  /** The name that the caller used. */
  model: string
  isStream: boolean
  outcome: Outcome
  errorCode: ErrorCode | null
  usage: TokenUsage
  startedAtMs: number
  durationMs: number
  attempts: AttemptRecord[]
  /** Absent: it was not routed. */
  decision?: RoutingDecision
  /** What the caller speaks; absent: not said. */
  dialect?: DialectName
  requestBytes?: number
  /** Of the attempt that answered. */
  units?: UsageUnits
}

/** Takes a finished request; must not wait for anything, and must not throw. */
export type RecordUsage = (record: UsageRecord) => void

/** What is known of a request before anything is called. */
export interface ReservationRequest {
  principal: Principal
  requestId: string
  operation: Operation
  /** The name that the caller used. */
  model: string
  isStream: boolean
  requestBytes: number
  /** What the caller speaks. */
  dialect?: DialectName
  /** What the caller set as the most that may be written; null: not said. */
  maxTokens: number | null
  /** How many answers were asked for. */
  choices: number
}

/** Where an attempt goes. */
export interface AttemptTarget {
  providerId: string
  upstreamModel: string
}

export interface AttemptEnd {
  outcome: Outcome
  errorCode?: ErrorCode | null
  /** Null: the provider did not say; what it sent is counted. */
  usage?: TokenUsage | null
  /** Pieces of answer that came, for the estimate. */
  pieces?: number
  /** As in AttemptRecord. */
  status?: number | null
  isWaste?: boolean
  units?: UsageUnits
}

export interface Attempt {
  noteFirstContent(): void
  /** The first end counts; later ones are ignored. */
  end(end: AttemptEnd): void
}

export interface Reservation {
  startAttempt(target: AttemptTarget): Attempt
  /** Why it goes where it goes; the last word counts. */
  decide?(decision: RoutingDecision): void
  /** Exactly once, whoever comes first: the request is over and goes into the ledger. */
  settle(outcome: Outcome, errorCode?: ErrorCode | null): void
}

/** The accounts of all who call. */
export interface Accounts {
  /** Opens the account of one request before anything is called. Limits and budgets take their share here. */
  reserve(request: ReservationRequest): Reservation
}

export interface AccountsOptions {
  clock: Clock
  recordUsage: RecordUsage
}

export function createAccounts(options: AccountsOptions): Accounts {
  return { reserve: (request) => reserve(request, options) }
}

function reserve(request: ReservationRequest, options: AccountsOptions): Reservation {
  const { clock, recordUsage } = options
  const { principal, requestId, operation, model, isStream } = request
  const startedAtMs = clock.now()
  const attempts: AttemptRecord[] = []
  let isSettled = false
  let decided: RoutingDecision | undefined
  return {
    decide(decision) {
      decided = decision
    },
    startAttempt: (target) => startAttempt(attempts, target, { request, clock }),
    settle(outcome, errorCode = null) {
      if (isSettled) return
      isSettled = true
      const answered = attempts.findLast(({ isWaste }) => !isWaste)
      recordUsage({
        requestId,
        tenantId: principal.tenantId,
        principalKind: principal.kind,
        principalId: principal.id,
        operation,
        model,
        isStream,
        outcome,
        errorCode,
        // The caller is charged for the answer that reached it, not for those that failed on the way.
        usage: answered?.usage ?? NOTHING,
        ...(answered?.units && { units: answered.units }),
        startedAtMs,
        durationMs: clock.now() - startedAtMs,
        attempts,
        ...(decided && { decision: decided }),
        requestBytes: request.requestBytes,
        ...(request.dialect && { dialect: request.dialect }),
      })
    },
  }
}

const NOTHING: TokenUsage = {
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  isEstimated: false,
}

function startAttempt(
  attempts: AttemptRecord[],
  { providerId, upstreamModel }: AttemptTarget,
  { request, clock }: { request: ReservationRequest; clock: Clock },
): Attempt {
  const startedAtMs = clock.now()
  const record: AttemptRecord = {
    number: attempts.length,
    providerId,
    upstreamModel,
    outcome: 'cancelled',
    errorCode: null,
    usage: NOTHING,
    startedAtMs,
    firstContentMs: null,
    durationMs: 0,
  }
  attempts.push(record)
  let hasEnded = false
  return {
    noteFirstContent() {
      record.firstContentMs = clock.now() - startedAtMs
    },
    end({ outcome, errorCode = null, usage = null, pieces = 0, status = null, ...rest }) {
      if (hasEnded) return
      hasEnded = true
      record.outcome = outcome
      record.errorCode = errorCode
      record.status = status
      record.isWaste = rest.isWaste ?? false
      if (rest.units) record.units = rest.units
      record.durationMs = clock.now() - startedAtMs
      // A refused or unreachable call cost nothing; one that was under way cost something, told or not.
      const hasCost = outcome !== 'failed' || pieces > 0
      record.usage = usage ?? (hasCost ? estimateUsage(request.requestBytes, pieces) : NOTHING)
    },
  }
}
