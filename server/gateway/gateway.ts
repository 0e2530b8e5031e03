import { setTimeout as sleep } from 'node:timers/promises'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import type { DialectName } from '#server/dialects/conversation.ts'
import type { Accounts, Reservation } from '#server/metering/accounts.ts'
import type { Operation, Provider, ProviderModel } from '#server/providers/provider.ts'
import { runAttempt, type GatewayResponse } from './attempt.ts'
import { ProviderMisconfigured, ProviderRefusal, reasonToStop } from './failures.ts'
import { listDeployments, planRoute, type Deployment } from './route.ts'
import type { DeploymentHealth } from './routing/health.ts'
import { scanCall, type ScannedCall } from './scan.ts'

export interface GatewayCall {
  operation: Operation
  /** What the caller speaks, and is answered in. */
  dialect: DialectName
  principal: Principal
  /** A complete request, as the caller sent it. */
  body: Buffer
  /**
   * Aborted when the caller goes away: the provider is stopped at once. With an AppError for its reason the caller is still
   * there, and is told it.
   */
  signal: AbortSignal
  requestId: string
}

export interface Gateway {
  /**
   * Makes one call. Throws AppError before the first byte; resolves, for streams, at the first content. After that a
   * failure is an event in the caller's dialect, and no end is made up.
   */
  call(call: GatewayCall): Promise<GatewayResponse>
  /** What the principal may call, each model once. */
  listModels(principal: Principal): { model: ProviderModel; provider: Provider }[]
  /** How every deployment is now. */
  health(): DeploymentHealth[]
}

export interface GatewayOptions {
  /** Asked at each call, the preferred ones first. */
  providers: () => Provider[]
  accounts: Accounts
  clock: Clock
  log: Log
  /** Waits between attempts; for tests. Rejects when the signal aborts. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

const MAX_ATTEMPTS = 2
/** A second try at the same place: soon enough that a person does not notice, late enough for a restart to be over. */
const PAUSE_MS = 150
/** Asked to wait longer than this, the caller does the waiting. */
const MAX_PAUSE_MS = 1000

/** Every model call in the product goes through here: reserve → route → call → commit point → settle. */
export function createGateway(options: GatewayOptions): Gateway {
  return {
    call: (call) => handle(call, options),
    listModels: (principal) => listDeployments(options.providers(), principal),
    health: () => [],
  }
}

async function handle(
  { operation, dialect, principal, body, signal, requestId }: GatewayCall,
  options: GatewayOptions,
): Promise<GatewayResponse> {
  const call = scanCall(body, operation)
  const { model } = call
  const route = planRoute({ providers: options.providers(), principal, model, operation })
  const reservation = options.accounts.reserve({
    principal,
    requestId,
    operation,
    model,
    isStream: call.isStream,
    requestBytes: body.length,
    dialect,
    maxTokens: call.maxTokens,
    choices: call.choices,
  })
  try {
    return await runRoute(route, { principal, call, reservation, signal, requestId }, options)
  } catch (thrown) {
    const error = reasonToStop(signal) ?? thrown
    if (signal.aborted && error === thrown) reservation.settle('cancelled', 'cancelled')
    else reservation.settle('failed', error instanceof AppError ? error.code : 'internal')
    throw error
  }
}

interface Request {
  principal: Principal
  call: ScannedCall
  reservation: Reservation
  signal: AbortSignal
  requestId: string
}

/** Tries the route in its order, each deployment once, a lone one twice; only what may help is tried again. */
async function runRoute(
  route: Deployment[],
  request: Request,
  options: GatewayOptions,
): Promise<GatewayResponse> {
  const [first] = route
  if (!first) throw new Error('A route is never empty.')
  for (let number = 0; ; number += 1) {
    const deployment = route[number] ?? first
    const attempt = request.reservation.startAttempt({
      providerId: deployment.provider.id,
      upstreamModel: deployment.model.upstreamName,
    })
    try {
      return await runAttempt({
        ...request,
        deployment,
        attempt,
        tenantId: request.principal.tenantId,
        clock: options.clock,
      })
    } catch (error) {
      const errorCode = error instanceof AppError ? error.code : 'internal'
      attempt.end({ outcome: request.signal.aborted ? 'cancelled' : 'failed', errorCode })
      noteFailure(error, deployment, { request, options })
      const pauseMs = pauseBefore(error, route[number + 1])
      if (request.signal.aborted || number + 1 >= MAX_ATTEMPTS || pauseMs === null) throw error
      if (pauseMs > 0) await pause(pauseMs, request.signal, options)
    }
  }
}

/** How long to wait before the next attempt; null: there is none. */
function pauseBefore(error: unknown, next: Deployment | undefined): number | null {
  if (!(error instanceof AppError)) return null
  const isOurFault = error instanceof ProviderMisconfigured
  if (next) return error.isRetryable || isOurFault ? 0 : null
  // At the same place: no use where it refused us, or where it took its time already.
  if (!error.isRetryable || error.code === 'provider_timeout') return null
  const waitMs = error.retryAfterMs ?? (isSoonOver(error) ? PAUSE_MS : Infinity)
  return waitMs <= MAX_PAUSE_MS ? waitMs : null
}

/** A full queue or a spent allowance is not over in a moment, unless it says so. */
function isSoonOver({ code }: AppError): boolean {
  return code === 'provider_error' || code === 'provider_unavailable'
}

async function pause(ms: number, signal: AbortSignal, options: GatewayOptions): Promise<void> {
  if (options.pause) return options.pause(ms, signal)
  try {
    await sleep(ms, undefined, { signal })
  } catch (cause) {
    throw new AppError('cancelled', 'The caller went away.', { cause })
  }
}

function noteFailure(
  error: unknown,
  { provider, model }: Deployment,
  { request, options }: { request: Request; options: GatewayOptions },
): void {
  const { requestId, signal } = request
  if (signal.aborted) return
  const fields = { requestId, provider: provider.id, model: model.id }
  // A refusal may quote what the caller wrote; logs never hold that.
  if (error instanceof ProviderRefusal) {
    options.log.info('gateway.refused', { ...fields, code: error.code, status: error.status })
  } else if (error instanceof AppError) {
    const { code, cause } = error
    options.log.warn('gateway.attempt_failed', { ...fields, code, cause })
  } else options.log.error('gateway.attempt_broke', { ...fields, error })
}
