import type { RiskLevel, UseCaseStatus } from '#wire/registers.ts'
import type { Organisations } from '#server/access/organisations.ts'
import type { Principal } from '#server/access/principal.ts'
import type { Gateway, GatewayCall } from '#server/gateway/gateway.ts'
import { printable } from '#server/gateway/names.ts'
import type { Resources } from '#server/gateway/resources/resources.ts'
import { scanCall } from '#server/gateway/scan.ts'
import { AppError } from '#server/lib/app-error.ts'
import { watchRevisions } from '#server/lib/database-revisions.ts'
import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import { createUseCasesStore, USE_CASES_TOPIC } from './use-cases-store.ts'

/** What decides whether a use case may be used. */
export interface PurposeState {
  purpose: string
  risk: RiskLevel
  status: UseCaseStatus
  keys: readonly string[]
  routes: readonly string[]
}

export interface PurposeDecision {
  isAllowed: boolean
  /** For a person to read; empty: it is allowed. */
  reason: string
}

/** Which use cases may be used, in memory: asked at every call. */
export interface Purposes {
  /** A purpose that is in no register is allowed: a register forbids what it knows. */
  isPurposeAllowed(tenantId: string, purpose: string): PurposeDecision
  /** The same gateway, which refuses calls of purposes that are not allowed, and knows those of keys and routes. */
  guard(gateway: Gateway): Gateway
  /** The same for what callers keep at providers: a batch is calls as well. Looking and deleting stay possible. */
  guardResources(resources: Resources): Resources
  load(tenantId: string): Promise<void>
  close(): Promise<void>
}

interface Known {
  byPurpose: ReadonlyMap<string, PurposeState>
  byKey: ReadonlyMap<string, string>
  byRoute: ReadonlyMap<string, string>
}

const ALLOWED: PurposeDecision = { isAllowed: true, reason: '' }

export async function openPurposes(options: {
  database: Database
  organisations: Organisations
  log: Log
}): Promise<Purposes> {
  const { database, organisations, log } = options
  const store = createUseCasesStore(database)
  const known = new Map<string, Known>()
  const load = async (tenantId: string) => {
    const states = await store.listStates(tenantId)
    if (states.length === 0) known.delete(tenantId)
    else known.set(tenantId, toKnown(states))
  }
  const topics = { [USE_CASES_TOPIC]: load }
  const unwatch = await watchRevisions({ database, log, topics })
  await organisations.forEach(load)
  const isPurposeAllowed: Purposes['isPurposeAllowed'] = (tenantId, purpose) => {
    const state = known.get(tenantId)?.byPurpose.get(purpose)
    return state ? decide(state) : ALLOWED
  }
  const checkAll = (principal: Principal, purposes: readonly string[]) => {
    for (const purpose of purposes) refuse(isPurposeAllowed(principal.tenantId, purpose))
    if (isStrict(principal)) refuse(checkKnown(purposes, known.get(principal.tenantId)))
  }
  return {
    isPurposeAllowed,
    load,
    guard: (gateway) => ({
      ...gateway,
      async call(call) {
        const { principal } = call
        const of = known.get(principal.tenantId)
        if (!of && !isStrict(principal)) return gateway.call(call)
        const purposes = purposesOf(call, of)
        checkAll(principal, purposes)
        const [purpose] = purposes
        return gateway.call(purpose === undefined ? call : { ...call, purpose })
      },
    }),
    guardResources: (resources) => ({
      ...resources,
      async answer(request) {
        const { principal, path, purpose } = request
        const of = known.get(principal.tenantId)
        const isLooking = path.method === 'GET' || path.method === 'DELETE'
        if (isLooking || (!of && !isStrict(principal))) return resources.answer(request)
        checkAll(principal, given([ofKey(principal, of), purpose]))
        return resources.answer({
          ...request,
          checkModel(model) {
            const ofRoute = of?.byRoute.get(model)
            if (ofRoute !== undefined) refuse(isPurposeAllowed(principal.tenantId, ofRoute))
          },
        })
      },
    }),
    close: unwatch,
  }
}

/** What may a use case be used for now? High risk waits for a person; what the law forbids nobody can approve. */
export function decide({ purpose, risk, status }: Omit<PurposeState, 'keys' | 'routes'>) {
  const name = `The use case “${printable(purpose)}”`
  if (status === 'retired') return no(`${name} has been retired.`)
  if (status === 'refused') return no(`${name} has been refused.`)
  if (risk === 'prohibited') {
    return no(`${name} is described as a practice that the AI Act prohibits (Article 5).`)
  }
  if (risk === 'high' && status !== 'approved') {
    return no(
      `${name} is high risk (AI Act, Annex III) and nobody has approved it yet. Whoever keeps the register of AI systems can.`,
    )
  }
  return ALLOWED
}

/** Whether the organisation wants to know what each call of a key is for. */
function isStrict({ kind, rules }: Principal): boolean {
  return kind === 'key' && (rules?.knownPurposesOnly ?? false)
}

function checkKnown(purposes: readonly string[], known: Known | undefined): PurposeDecision {
  if (purposes.length === 0) {
    return no(
      'By the policies of your organisation a call with a key has to say what it is for, by a use case of the register: name it in the header x-galerne-purpose, or have the key bound to one.',
    )
  }
  const unknown = purposes.find((purpose) => !known?.byPurpose.has(purpose))
  return unknown === undefined
    ? ALLOWED
    : no(
        `There is no use case “${printable(unknown)}” in the register, and by the policies of your organisation keys call models for those alone. Name another one in the header x-galerne-purpose, or have it added.`,
      )
}

function no(reason: string): PurposeDecision {
  return { isAllowed: false, reason }
}

function refuse({ isAllowed, reason }: PurposeDecision): void {
  if (!isAllowed) throw new AppError('forbidden', reason)
}

/** That of the key and that of the route come first: a caller cannot name another one to get around them. */
function purposesOf(call: GatewayCall, known: Known | undefined): string[] {
  const ofRoute = known && known.byRoute.size > 0 ? known.byRoute.get(modelOf(call)) : undefined
  return given([ofKey(call.principal, known), ofRoute, call.purpose])
}

function given(purposes: readonly (string | undefined)[]): string[] {
  return [...new Set(purposes.filter((one) => one !== undefined))]
}

function ofKey({ kind, id }: Principal, known: Known | undefined): string | undefined {
  return kind === 'key' ? known?.byKey.get(id) : undefined
}

/** Only organisations that have bound a route pay for this second look. */
function modelOf({ body, operation, dialect }: GatewayCall): string {
  try {
    return scanCall(body, operation, dialect).model
  } catch {
    // The gateway says what is wrong with it.
    return ''
  }
}

function toKnown(states: readonly PurposeState[]): Known {
  return {
    byPurpose: new Map(states.map((state) => [state.purpose, state])),
    byKey: new Map(states.flatMap(({ keys, purpose }) => keys.map((key) => [key, purpose]))),
    byRoute: new Map(states.flatMap(({ routes, purpose }) => routes.map((one) => [one, purpose]))),
  }
}
