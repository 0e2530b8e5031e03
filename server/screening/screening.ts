import type { Classification } from '#wire/classification.ts'
import {
  FindingKind,
  type Destination,
  type PreviewScreening,
  type ScreeningPreview,
  type ScreeningRule,
  type ScreeningSettings,
  type ScreeningTable,
} from '#wire/screening.ts'
import type { Organisations } from '#server/access/organisations.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { watchRevisions } from '#server/lib/database-revisions.ts'
import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import type { Secret } from '#server/lib/secret.ts'
import type { DeploymentTags } from '#server/providers/provider.ts'
import { defaultChoice, destinationOf, isFixed, tableOf, type Row } from './choices.ts'
import { createCountsStore } from './counts-store.ts'
import { createCounts } from './counts.ts'
import { previewText } from './preview.ts'
import { createPseudonymsStore } from './pseudonyms/pseudonyms-store.ts'
import { createRulesStore, SCREENING_TOPIC } from './rules-store.ts'
import { screen, type Screened, type ScreenRequest } from './screen.ts'

/** What of a call may leave, and as what. */
export interface Screening {
  /** Null: all of it goes as it is. Throws ScreeningBlocked. */
  screen(request: ScreenRequest): Screened | Promise<Screened | null> | null
  /** @param tagsOf Where a model is; undefined: nobody knows the model. */
  preview(principal: Principal, asked: PreviewScreening, tagsOf: TagsOf): ScreeningPreview
  read(principal: Principal): Promise<ScreeningSettings>
  save(principal: Principal, rules: readonly ScreeningRule[]): Promise<ScreeningSettings>
  /** Found since the process began: `email pseudonym` → how many. */
  totals(): ReadonlyMap<string, number>
  flush(): Promise<void>
  close(): Promise<void>
}

/** Where a model is, for whoever asks; null: the one that they would be given. */
export type TagsOf = (
  principal: Principal,
  modelId: string | null,
) => Pick<DeploymentTags, 'isOwnHardware' | 'jurisdiction'> | undefined

export interface ScreeningOptions {
  database: Database
  secretKeys: readonly Secret[]
  clock: Clock
  log: Log
  organisations: Pick<Organisations, 'forEach'>
}

const FLUSH_MS = 5000
const DAY_MS = 86_400_000
const WEEK_DAYS = 7
const DEFAULTS = tableOf([])
/** Of an unlabelled call: what people write at work. */
export const USUAL: Classification = 'internal'

/** Reads the choices, and again whenever one changes. */
export async function openScreening(options: ScreeningOptions): Promise<Screening> {
  const { database, secretKeys, clock, log, organisations } = options
  const store = createRulesStore(database)
  const pseudonyms = createPseudonymsStore(database, createSecretBox(secretKeys))
  const countsStore = createCountsStore(database)
  const counts = createCounts(countsStore, { clock, log })
  const tables = new Map<string, ScreeningTable>()
  const load = async (tenantId: string) => {
    tables.set(tenantId, tableOf(await store.list(tenantId)))
  }
  const unwatch = await watchRevisions({ database, log, topics: { [SCREENING_TOPIC]: load } })
  await organisations.forEach(load)
  const rowFor = (
    tenantId: string,
    classification: Classification,
    destination: Destination,
  ): Row => (tables.get(tenantId) ?? DEFAULTS)[classification][destination]
  const timer = setInterval(() => void counts.flush(), FLUSH_MS).unref()
  const tools = {
    rowFor,
    note: counts.note,
    openMap: pseudonyms.open,
    saveMap: pseudonyms.save,
  }
  const read = async (principal: Principal): Promise<ScreeningSettings> => {
    const { tenantId } = principal
    const since = new Date(clock.now() - (WEEK_DAYS - 1) * DAY_MS).toISOString().slice(0, 10)
    const rules = await store.list(tenantId)
    await counts.flush()
    return {
      table: tableOf(rules),
      rules,
      counts: await countsStore.since(tenantId, since),
    }
  }
  return {
    screen: (request) => screen(request, tools),
    preview(principal, asked, tagsOf) {
      const { text, modelId = null, classification = USUAL } = asked
      const tags = asked.destination === undefined ? tagsOf(principal, modelId) : undefined
      const destination = asked.destination ?? (tags ? destinationOf(tags) : 'other')
      const row = rowFor(principal.tenantId, classification, destination)
      return previewText(text, { row, classification, destination })
    },
    async read(principal) {
      requireAllowed(principal, 'screening.read', { kind: 'screening' })
      return read(principal)
    },
    async save(principal, rules) {
      requireAllowed(principal, 'screening.manage', { kind: 'screening' })
      await store.replace(principal.tenantId, checked(rules))
      await load(principal.tenantId)
      return read(principal)
    },
    totals: counts.totals,
    flush: counts.flush,
    async close() {
      clearInterval(timer)
      await unwatch()
      await counts.flush()
    },
  }
}

/** Each cell once, none that is the default. Throws where one cannot be chosen. */
function checked(rules: readonly ScreeningRule[]): ScreeningRule[] {
  const kept = new Map<string, ScreeningRule>()
  for (const rule of rules) {
    const { classification, destination, kind, choice } = rule
    if (isFixed(rule) && choice !== 'block') {
      throw new AppError(
        'invalid_request',
        'Secrets (keys, tokens, private keys) are never sent to others. Only for your own machines can you choose otherwise.',
        { param: 'rules' },
      )
    }
    const isDefault = choice === defaultChoice(classification, destination, kind)
    const name = `${classification} ${destination} ${FindingKind.options.indexOf(kind)}`
    if (isDefault) kept.delete(name)
    else kept.set(name, rule)
  }
  return [...kept.values()]
}
