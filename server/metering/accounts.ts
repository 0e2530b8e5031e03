import type { Pictures } from './picture-tokens.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { passedMs, type Clock } from '#server/lib/clock.ts'
import type { ErrorCode } from '#wire/errors.ts'
import type { DialectName, TokenUsage } from '#server/dialects/conversation.ts'
import type { Price } from '#server/providers/price.ts'
import type { Classification } from '#wire/classification.ts'
import type { DeploymentTags, Operation } from '#server/providers/provider.ts'
import type { Allowances, Hold } from './allowances.ts'
import type { Charge } from './allowance.ts'
import type { Currency } from './currency.ts'
import { estimateUsage } from './estimate-usage.ts'
import type { HeldShare } from './lease-store.ts'
import type { LedgerMark } from './ledger-file.ts'
import type { Ledger } from './ledger.ts'
import { costAttempt, costRequest } from './cost-request.ts'
import { priceAt } from './price-at.ts'
import { FREE } from './prices.ts'
import type { PricedDeployment, Pricing } from './pricing.ts'
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
  /** What the provider asks for it, in micro-units of the currency; null: the price is not known. Absent: nobody looked. */
  costMicros?: number | null
  currency?: Currency | null
  /** The same in the currency of reports. */
  bookedMicros?: number | null
  /** The price that was taken: the day from which it holds, and where it is from. */
  priceDate?: string
  priceSource?: string
  /** As the deployment was declared then; absent: nobody looked. */
  tags?: DeploymentTags
}

/** How a request was to be handled, and by whose rules it was decided. */
export interface Handled {
  classification: Classification
  /** SHA-256 of the policies; absent: the organisation has none. */
  policyHash?: string
  /** Of the assistant. */
  conversationId?: string
  /** What it is for, in the words of whoever asks; absent: nobody said. */
  purpose?: string
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
  /** Of a key: whose it is, and the further group that pays. */
  owner?: { kind: 'person' | 'group' | 'service'; id: string }
  group?: string | null
  /** What the caller is charged, in micro-units of the currency; null: the price is not known. Absent: nobody looked. */
  chargeMicros?: number | null
  currency?: Currency | null
  /** The same in the currency of reports, at the rate of that moment. */
  bookedMicros?: number | null
  bookedCurrency?: Currency
  /** What it takes from which budget. */
  charges?: Charge[]
  /** Answered from the response cache, at no cost. */
  cache?: 'hit'
  /** Absent: it was not routed. */
  handled?: Handled
  /** The process died in the middle of it, and nothing more was heard. */
  isRecovered?: boolean
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
  /** Absent: there are none in it. */
  pictures?: Pictures
  /** What the caller speaks. */
  dialect?: DialectName
  /** What the caller set as the most that may be written; null: not said. */
  maxTokens: number | null
  /** How many answers were asked for. */
  choices: number
  /** Whoever may answer, for what it may cost at most; absent: not known. */
  deployments?: readonly PricedDeployment[]
  /** No model is asked anything (files, lists of things): it costs nothing, and that is known. */
  isFree?: boolean
  /** The answer is at hand and costs nothing; absent: somebody must be asked. */
  cache?: 'hit'
  handled?: Handled
  /** It was used already, and is only counted now: nothing can refuse it any more. */
  isOwed?: boolean
  /** Of what is owed: what was held for it, in whose periods it is paid. */
  held?: readonly HeldShare[]
  /** Of a batch: what its lines may come to use, all told; in place of what the request says of itself. */
  lines?: LinesNeed
  /** Absent: nothing of the kind was asked for. */
  extras?: CallExtras
  /** What a token counts of the limits of people, above 0 and at most 1: languages take more or fewer of them. Absent: 1. */
  tokenWeight?: number
}

/** What makes a call dearer, or cheaper, than its tokens tell. */
export interface CallExtras {
  /** The service tier that was asked for (`priority`, `flex`, `batch`…); absent: none. */
  tier?: string
  /** Searches of the web that it may make at most. */
  searches?: number
  /** What it writes to the prompt cache may be kept for an hour. */
  cachesForHour?: boolean
}

/** What the lines of a batch may come to use at most. */
export interface LinesNeed {
  requests: number
  inputTokens: number
  /** Of the longest of them: some models ask more for all of a call that is long. */
  longestInputTokens: number
  outputTokens: number
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
  /** It failed after the provider had begun with it: whether that is charged nobody tells, so it is counted. */
  isUncertain?: boolean
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
  /** What is left of limits, and warnings of budgets, as headers of the answer in the caller's dialect. */
  headers?(): Record<string, string>
  /** Whether a second attempt beside the first one would still be within every budget. */
  mayHedge?(): boolean
}

/** The accounts of all who call. */
export interface Accounts {
  /**
   * Opens the account of one request before anything is called. Limits and budgets take their share here: throws
   * `rate_limited`, `budget_exceeded`, or `not_ready` where a share must first be fetched (LeaseMiss: wait for its `refill`,
   * then ask again) or where nothing can be recorded.
   */
  reserve(request: ReservationRequest): Reservation
}

export interface AccountsOptions {
  clock: Clock
  recordUsage: RecordUsage
  /** Absent: nobody looks at what things cost. */
  pricing?: Pricing
  /** Absent: everything is allowed. */
  allowances?: Allowances
  ledger?: Pick<Ledger, 'begin' | 'problem'>
}

export function createAccounts(options: AccountsOptions): Accounts {
  return { reserve: (request) => reserve(request, options) }
}

/** What is known of a request while it runs. */
interface OpenRequest {
  request: ReservationRequest
  options: AccountsOptions
  startedAtMs: number
  /** The same moment, as time that passes. */
  begunMs: number
  attempts: AttemptRecord[]
  marks: LedgerMark[]
  decision: RoutingDecision | undefined
}

function reserve(request: ReservationRequest, options: AccountsOptions): Reservation {
  const { clock, allowances, ledger } = options
  const problem = ledger?.problem
  if (problem) throw new AppError('not_ready', problem, { retryAfterMs: DISK_RETRY_MS })
  const startedAtMs = clock.now()
  const hold = allowances?.hold(request, startedAtMs)
  const open: OpenRequest = {
    request,
    options,
    startedAtMs,
    begunMs: passedMs(clock),
    attempts: [],
    marks: [],
    decision: undefined,
  }
  let isSettled = false
  return {
    decide(decision) {
      open.decision = decision
    },
    startAttempt: (target) => startAttempt(open, target),
    settle(outcome, errorCode = null) {
      if (isSettled) return
      isSettled = true
      settle(open, hold, { outcome, errorCode })
    },
    headers: () => hold?.headers(clock.now(), request.dialect) ?? {},
    mayHedge: () => hold?.mayDouble() ?? true,
  }
}

const DISK_RETRY_MS = 5000

function settle(
  open: OpenRequest,
  hold: Hold | undefined,
  { outcome, errorCode }: { outcome: Outcome; errorCode: ErrorCode | null },
): void {
  const { request, options, startedAtMs, begunMs, attempts, decision } = open
  const { principal, requestId, operation, model, isStream } = request
  const answered = attempts.findLast(({ isWaste }) => !isWaste)
  const record: UsageRecord = {
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
    durationMs: passedMs(options.clock) - begunMs,
    attempts,
    ...(decision && { decision }),
    requestBytes: request.requestBytes,
    ...(request.dialect && { dialect: request.dialect }),
    ...(principal.grant && { owner: principal.grant.owner, group: principal.grant.group }),
    ...(request.cache && { cache: request.cache }),
    ...(request.handled && { handled: request.handled }),
  }
  if (options.pricing) costRequest(record, { answered, pricing: options.pricing })
  const charges = hold?.settle(record)
  if (charges && charges.length > 0) record.charges = charges
  options.recordUsage(record)
  // Only now: what was noted of it before is needed until the whole of it is written.
  for (const mark of open.marks) mark.done()
}

const NOTHING: TokenUsage = {
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  isEstimated: false,
}

function startAttempt(open: OpenRequest, target: AttemptTarget): Attempt {
  const { request, options, attempts } = open
  const { clock } = options
  const startedAtMs = clock.now()
  const begunMs = passedMs(clock)
  const record: AttemptRecord = {
    number: attempts.length,
    providerId: target.providerId,
    upstreamModel: target.upstreamModel,
    outcome: 'cancelled',
    errorCode: null,
    usage: NOTHING,
    startedAtMs,
    firstContentMs: null,
    durationMs: 0,
  }
  attempts.push(record)
  const deployment = findDeployment(open, target)
  if (deployment) record.tags = deployment.model.tags
  const price = priceOf(open, deployment)
  noteOpen(open, record, price && priceAt(price, request.extras?.tier))
  let hasEnded = false
  return {
    noteFirstContent() {
      record.firstContentMs = passedMs(clock) - begunMs
    },
    end({ outcome, errorCode = null, usage = null, pieces = 0, status = null, ...rest }) {
      if (hasEnded) return
      hasEnded = true
      record.outcome = outcome
      record.errorCode = errorCode
      record.status = status
      record.isWaste = rest.isWaste ?? false
      const searches = usage?.searches ?? 0
      if (rest.units) record.units = rest.units
      else if (searches > 0) record.units = { searches }
      record.durationMs = passedMs(clock) - begunMs
      // A refused or unreachable call cost nothing; one that was under way cost something, told or not.
      const isUnderWay = outcome !== 'failed' || pieces > 0 || rest.isUncertain === true
      const hasCost = usage !== null || isUnderWay
      record.usage = usage ?? (hasCost ? estimateUsage(request.requestBytes, pieces) : NOTHING)
      const tier = record.usage.tier ?? request.extras?.tier
      if (price !== undefined)
        costAttempt(record, hasCost ? price && priceAt(price, tier) : 'nothing')
    },
  }
}

function findDeployment({ request }: OpenRequest, { providerId, upstreamModel }: AttemptTarget) {
  return request.deployments?.find(
    ({ provider, model }) => provider.id === providerId && model.upstreamName === upstreamModel,
  )
}

/** Undefined: nobody looks at what things cost. Null: nobody knows. */
function priceOf({ request, options }: OpenRequest, deployment: PricedDeployment | undefined) {
  const { pricing, clock } = options
  if (!pricing) return undefined
  if (request.isFree) return FREE
  return deployment ? pricing.priceOf(deployment, clock.now(), request.principal.tenantId) : null
}

/** What costs nothing is not missed when the process dies in the middle of it. */
function noteOpen(
  open: OpenRequest,
  attempt: AttemptRecord,
  price: Price | null | undefined,
): void {
  const { request, options, startedAtMs, marks } = open
  if (!options.ledger || !price || price === FREE) return
  const { principal, requestId, operation, model, isStream, requestBytes } = request
  const { number, providerId, upstreamModel } = attempt
  const mark = options.ledger.begin({
    request: {
      requestId,
      tenantId: principal.tenantId,
      principalKind: principal.kind,
      principalId: principal.id,
      ...(principal.grant && { owner: principal.grant.owner, group: principal.grant.group }),
      operation,
      model,
      isStream,
      startedAtMs,
    },
    attempt: { number, providerId, upstreamModel, startedAtMs: attempt.startedAtMs },
    requestBytes,
    price,
  })
  marks.push(mark)
}
