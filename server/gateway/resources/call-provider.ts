import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Accounts, Attempt, Reservation } from '#server/metering/accounts.ts'
import { reserveLeased } from '#server/metering/reserve-leased.ts'
import type {
  CallResource,
  Operation,
  Provider,
  ProviderResponse,
} from '#server/providers/provider.ts'
import { collect } from '../answer-bytes.ts'
import { reasonToStop } from '../failures.ts'
import type { Target } from '../routing/target.ts'

/** One call for something that belongs to no model. */
export interface ResourceCall {
  provider: Provider
  operation: Operation
  principal: Principal
  /** For the ledger: of what is asked of a model after all; empty: of none. */
  model: string
  upstreamModel: string
  /** Who answers, where a model is asked, for what it costs; absent: not known. */
  target?: Target | undefined
  resource: CallResource
  body: Buffer
  isStream: boolean
  requestId: string
  signal: AbortSignal
}

export interface OpenCall {
  response: ProviderResponse
  attempt: Attempt
  reservation: Reservation
}

export interface CallOptions {
  accounts: Accounts
  clock: Clock
}

/**
 * Makes it at the one provider that has the thing: reserve, call, and in the ledger whatever comes of it. Nothing is tried
 * again: it may have been done. Whoever gets the answer settles the account.
 */
export async function callProvider(
  call: ResourceCall,
  { accounts }: CallOptions,
): Promise<OpenCall> {
  const { provider, operation, principal, model, isStream, requestId, signal, resource, body } =
    call
  const { target } = call
  const reservation = await reserveLeased(accounts, {
    principal,
    requestId,
    operation,
    model: model === '' ? operation : model,
    isStream,
    requestBytes: model === '' ? 0 : body.length,
    dialect: 'openai-chat',
    maxTokens: model === '' ? 1 : null,
    choices: 1,
    ...(model === '' ? { isFree: true } : target && { deployments: [target] }),
  })
  const attempt = reservation.startAttempt({
    providerId: provider.id,
    upstreamModel: call.upstreamModel === '' ? operation : call.upstreamModel,
  })
  try {
    const response = await provider.call({
      operation,
      dialect: 'openai-chat',
      model: call.upstreamModel,
      body,
      isStream,
      tenantId: principal.tenantId,
      requestId,
      signal,
      resource,
    })
    return { response, attempt, reservation }
  } catch (thrown) {
    const error = reasonToStop(signal) ?? thrown
    closeFailed({ attempt, reservation }, error, signal.aborted && error === thrown)
    throw error
  }
}

/** Into the ledger as failed, or as not wanted any more. */
export function closeFailed(
  { attempt, reservation }: Pick<OpenCall, 'attempt' | 'reservation'>,
  error: unknown,
  isGone = false,
): void {
  const errorCode = error instanceof AppError ? error.code : 'internal'
  attempt.end({ outcome: isGone ? 'cancelled' : 'failed', errorCode })
  if (error instanceof AppError) error.headers ??= reservation.headers?.()
  if (isGone) reservation.settle('cancelled', 'cancelled')
  else reservation.settle('failed', errorCode)
}

export interface Fetching {
  operation: Operation
  /** Below the base address. */
  path: string
  principal: Principal
  requestId: string
  signal: AbortSignal
}

/** What we ask for our own sake, which costs nothing: the bytes of a file. Throws where there are none. */
export async function fetchBytes(
  provider: Provider,
  { operation, path, principal, requestId, signal }: Fetching,
): Promise<AsyncIterable<Buffer>> {
  const { status, body } = await provider.call({
    operation,
    dialect: 'openai-chat',
    model: '',
    body: Buffer.alloc(0),
    isStream: false,
    tenantId: principal.tenantId,
    requestId,
    signal,
    resource: { method: 'GET', path, contentType: null },
  })
  if (status === 200) return body
  await drain(body)
  throw new AppError('provider_error', `The provider “${provider.id}” answered ${status}.`)
}

/** The same, of an object in JSON. */
export async function fetchObject(provider: Provider, fetching: Fetching): Promise<unknown> {
  const bytes = await collect(await fetchBytes(provider, fetching), MAX_OBJECT_BYTES)
  const object: unknown = JSON.parse(bytes.toString('utf8'))
  return object
}

const MAX_OBJECT_BYTES = 16 * 1024 * 1024

async function drain(body: AsyncIterable<Buffer>): Promise<void> {
  await collect(body, MAX_OBJECT_BYTES).catch(() => undefined)
}
