import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import type { Accounts } from '#server/metering/accounts.ts'
import type { StandingHolds } from '#server/metering/standing-holds.ts'
import type { Operation, Provider } from '#server/providers/provider.ts'
import type { Screening } from '#server/screening/screening.ts'
import type { GatewayResponse } from '../attempt-options.ts'
import type { Form } from '../forms/receive-form.ts'
import { withWarnings } from '../guardrails.ts'
import { printable } from '../names.ts'
import type { Routing } from '../routing/routing.ts'
import type { V1Path } from '../v1/paths.ts'
import { relayAnswer, wholeJson } from './answer.ts'
import { createBatchAccounts } from './batch-accounts.ts'
import { callProvider } from './call-provider.ts'
import { checkOperation, getProvider, type Choosing } from './choose-provider.ts'
import { holdBatch, releaseBatch, type HeldModel } from './hold-batch.ts'
import { KINDS, type KindSpec } from './kinds.ts'
import { readPage, writeList } from './list-kept.ts'
import { findOwn, prepare, type Prepared } from './prepare.ts'
import { refreshBatches } from './refresh-batches.ts'
import { findReferences } from './references.ts'
import type { KeptResource, ResourceStore } from './resource-store.ts'
import { sweepBatches } from './sweep-batches.ts'

/** A call for files, batches, agents, conversations or libraries. */
export interface ResourceRequest {
  path: V1Path
  /** What stands for `{…}` in the path. */
  ids: readonly string[]
  /** Path and query, as the caller sent them. */
  url: string
  principal: Principal
  /** Of the header `x-galerne-provider`; undefined: it was not said. */
  providerName: string | undefined
  /** JSON; empty: there is none. */
  body: Buffer
  form?: Form
  requestId: string
  signal: AbortSignal
  /** What it is for, as the caller says; absent: not said. */
  purpose?: string
  /** Told of each model that it names, within a file of a batch as well. Throws where it may not be asked for that. */
  checkModel?: (model: string) => void
}

/** What callers keep at providers: each sees its owner's things, and nothing else of the provider's account. */
export interface Resources {
  answer(request: ResourceRequest): Promise<GatewayResponse>
  /**
   * The provider that keeps what a call of a model names; undefined: it names nothing. Throws `not_found` where that is not
   * the caller's, and `invalid_request` where it is not all in one place.
   */
  check(principal: Principal, body: Buffer): Promise<string | undefined>
  /** Charges what batches cost that nobody looks at any more. */
  sweep(tenantId: string, signal: AbortSignal): Promise<void>
  /** Resolves when what was found out about batches is in the ledger. */
  idle(): Promise<void>
}

export interface ResourcesOptions {
  store: ResourceStore
  routing: Routing
  accounts: Accounts
  clock: Clock
  log: Log
  /** Warnings for the answer; throws where it may not be kept at that provider. Absent: nobody minds. */
  checkKept?: Screening['checkKept']
  /** Absent: no budgets are kept. */
  standing?: StandingHolds
  /** The further group that pays for a key; absent: none does. */
  groupOf?: (principal: Principal) => string | null
}

export function createResources(options: ResourcesOptions): Resources {
  const batches = createBatchAccounts(options)
  const { store } = options
  return {
    async answer(request) {
      const choosing = choosingOf(request, options)
      checkOperation(choosing)
      const spec = KINDS[choosing.operation]
      const [id] = request.ids
      if (spec && id === undefined && request.path.method === 'GET') {
        return listOwn(spec, { request, choosing, options })
      }
      const known =
        spec && id !== undefined ? await getOwn(spec, id, { request, store }) : undefined
      const prepared = await prepare({ request, choosing, store, known })
      const { provider, target, model, resource, body, isStream } = prepared
      const { principal, requestId, signal } = request
      const warnings = isSent(request)
        ? (options.checkKept?.(principal, placeOf(provider)) ?? [])
        : []
      const held = await holdFor(prepared, { request, operation: choosing.operation, options })
      const isOfModel = request.path.method === 'POST' && asksModel(choosing)
      const call = {
        provider,
        operation: choosing.operation,
        principal,
        model: isOfModel ? (model ?? '') : '',
        target,
        upstreamModel: isOfModel ? (target?.model.upstreamName ?? '') : '',
        resource,
        body,
        isStream,
        requestId,
        signal,
      }
      const { response, seen } = await orRelease(held, { request, options }, async () => {
        const open = await callProvider(call, options)
        const { clock } = options
        return relayAnswer({ request, spec, known, prepared, open, held, target, store, clock })
      })
      for (const kept of seen) batches.look(principal, kept, provider)
      return withWarnings(response, warnings)
    },
    async check(principal, body) {
      const places = new Set<string>()
      for (const reference of findReferences(parseJson(body.toString('utf8')))) {
        places.add((await findOwn(reference, principal, store)).providerId)
      }
      const [place, another] = places
      if (another === undefined) return place
      const message = 'What the request names is kept at different providers.'
      throw new AppError('invalid_request', message)
    },
    sweep: (tenantId, signal) => sweepBatches(tenantId, { batches, options, signal }),
    idle: () => batches.idle(),
  }
}

/** Whether anything but the names of things goes to the provider. */
function isSent({ path, form, body }: ResourceRequest): boolean {
  return path.method !== 'GET' && path.method !== 'DELETE' && (!!form || body.length > 0)
}

/** Which of its models it is for is not known: own hardware is what all of them are on. */
function placeOf(provider: Provider) {
  const all = provider.listModels().map(({ tags }) => tags)
  const jurisdictions = new Set(all.map(({ jurisdiction }) => jurisdiction))
  return {
    name: provider.id,
    tags: {
      isOwnHardware: all.length > 0 && all.every(({ isOwnHardware }) => isOwnHardware),
      jurisdiction: jurisdictions.size === 1 ? ([...jurisdictions][0] ?? null) : null,
    },
  }
}

interface Holding {
  request: ResourceRequest
  options: ResourcesOptions
}

/** Budgets are asked before the provider is: a batch that nobody may pay for is never begun. */
async function holdFor(
  { needs }: Prepared,
  { request, operation, options }: Holding & { operation: Operation },
): Promise<HeldModel[] | null> {
  const { standing } = options
  if (!needs || !standing) return null
  const { principal, requestId } = request
  return holdBatch(needs, { principal, operation, requestId, standing })
}

/** What is held for something that came to nothing is given up. */
async function orRelease<Made>(
  held: HeldModel[] | null,
  { request, options }: Holding,
  make: () => Promise<Made>,
): Promise<Made> {
  try {
    return await make()
  } catch (error) {
    const { tenantId } = request.principal
    if (held && options.standing) await releaseBatch(held, tenantId, options.standing)
    throw error
  }
}

/** What costs tokens, rather than only keeping something. */
function asksModel({ operation }: Choosing): boolean {
  return operation === 'conversations' || operation === 'agent-completions'
}

function choosingOf(
  { path, principal, checkModel }: ResourceRequest,
  { routing, clock }: ResourcesOptions,
): Choosing {
  const { operation } = path
  if (operation === 'models') throw new Error('Models are no resources.')
  return { principal, operation, routing, clock, checkModel }
}

async function getOwn(
  { kind, noun }: KindSpec,
  id: string,
  { request, store }: { request: ResourceRequest; store: ResourceStore },
): Promise<KeptResource> {
  const found = await store.find(request.principal, kind, id)
  const wanted = found.filter(
    ({ providerId }) => request.providerName === undefined || providerId === request.providerName,
  )
  const [only, another] = wanted
  if (only && !another) return only
  if (another) {
    const message = `Several providers keep a ${noun} “${printable(id)}”: say which by the header “x-galerne-provider”.`
    throw new AppError('conflict', message)
  }
  throw new AppError('not_found', `There is no ${noun} “${printable(id)}” of yours.`)
}

interface Listing {
  request: ResourceRequest
  choosing: Choosing
  options: ResourcesOptions
}

/** From what is known here: a provider would list everybody's. */
async function listOwn(
  spec: KindSpec,
  { request, choosing, options }: Listing,
): Promise<GatewayResponse> {
  const { principal, url } = request
  const { store } = options
  const page = readPage(new URLSearchParams(url.split('?')[1] ?? ''))
  const kept = await store.list(principal, spec.kind, page)
  const findProvider = (id: string) => getProvider(id, choosing)
  const resources = await refreshBatches(kept, { findProvider, request, store })
  const total = await store.count(principal, spec.kind)
  return wholeJson(200, writeList(spec, { resources, page, total }), {})
}
