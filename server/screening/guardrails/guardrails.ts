import type { Classification } from '#wire/classification.ts'
import type { Guardrail, SaveGuardrail } from '#wire/guardrails.ts'
import type { Organisations } from '#server/access/organisations.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import { watchRevisions } from '#server/lib/database-revisions.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import { createGuardrailsStore, GUARDRAILS_TOPIC } from './guardrails-store.ts'

/** Which checks by other models an organisation has. */
export interface Guardrails {
  /** Those that look at a call of this class, from memory. */
  for(
    tenantId: string,
    about: { at: 'input' | 'output'; classification: Classification },
  ): readonly Guardrail[]
  list(principal: Principal): Promise<Guardrail[]>
  add(principal: Principal, settings: SaveGuardrail): Promise<Guardrail>
  /** Throws `not_found`. */
  update(principal: Principal, id: string, settings: SaveGuardrail): Promise<Guardrail>
  remove(principal: Principal, id: string): Promise<void>
  close(): Promise<void>
}

const NONE: readonly Guardrail[] = []
const MOST = 20

export async function openGuardrails(options: {
  database: Database
  organisations: Pick<Organisations, 'forEach'>
  log: Log
  /** Throws `invalid_request` where no such model could make the check. */
  checkModel: (principal: Principal, settings: SaveGuardrail) => void
}): Promise<Guardrails> {
  const { database, organisations, log, checkModel } = options
  const store = createGuardrailsStore(database)
  const known = new Map<string, readonly Guardrail[]>()
  const load = async (tenantId: string) => void known.set(tenantId, await store.list(tenantId))
  const unwatch = await watchRevisions({ database, log, topics: { [GUARDRAILS_TOPIC]: load } })
  await organisations.forEach(load)
  const save = async (principal: Principal, guardrail: Guardrail) => {
    const { tenantId } = principal
    checkModel(principal, guardrail)
    const others = (await store.list(tenantId)).filter(({ id }) => id !== guardrail.id)
    if (others.some(({ name }) => name === guardrail.name)) {
      throw new AppError('conflict', `There is a check “${guardrail.name}” already.`, {
        param: 'name',
      })
    }
    if (others.length >= MOST) throw new AppError('conflict', `There may be ${MOST} checks.`)
    await store.save(tenantId, guardrail)
    await load(tenantId)
    return guardrail
  }
  const manage = (principal: Principal, id?: string) =>
    requireAllowed(principal, 'screening.manage', { kind: 'screening', ...(id && { id }) })
  return {
    for(tenantId, { at, classification }) {
      const all = known.get(tenantId) ?? NONE
      if (all.length === 0) return NONE
      return all.filter(
        (one) =>
          one.isEnabled && one.at.includes(at) && one.classifications.includes(classification),
      )
    },
    async list(principal) {
      requireAllowed(principal, 'screening.read', { kind: 'screening' })
      return store.list(principal.tenantId)
    },
    async add(principal, settings) {
      manage(principal)
      return save(principal, { ...settings, id: createId() })
    },
    async update(principal, id, settings) {
      manage(principal, id)
      const isThere = (await store.list(principal.tenantId)).some((one) => one.id === id)
      if (!isThere) throw notThere()
      return save(principal, { ...settings, id })
    },
    async remove(principal, id) {
      manage(principal, id)
      if (!(await store.remove(principal.tenantId, id))) throw notThere()
      await load(principal.tenantId)
    },
    close: unwatch,
  }
}

function notThere(): AppError {
  return new AppError('not_found', 'There is no such check (any more).')
}
