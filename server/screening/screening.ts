import type { Classification } from '#wire/classification.ts'
import {
  FindingKind,
  type Destination,
  type NameModel,
  type PreviewScreening,
  type SaveScreening,
  type ScreeningPreview,
  type ScreeningRule,
  type ScreeningSettings,
  type ScreeningTable,
} from '#wire/screening.ts'
import { classificationOf } from '#server/access/classification.ts'
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
import { defaultChoice, destinationOf, isFixed, tableOf, wantsNames, type Row } from './choices.ts'
import { createCountsStore } from './counts-store.ts'
import { createCounts } from './counts.ts'
import { createNameFinder, type AskOwnModel } from './names/name-model.ts'
import { previewText } from './preview.ts'
import { createPseudonymsStore } from './pseudonyms/pseudonyms-store.ts'
import { createRulesStore, SCREENING_TOPIC } from './rules-store.ts'
import type { NameLook } from './names/with-names.ts'
import { ScreeningBlocked } from './screening-blocked.ts'
import { screen, type Screened, type ScreenRequest, type ScreenTools } from './screen.ts'

/** What of a call may leave, and as what. */
export interface Screening {
  /**
   * Whether something may be kept at a provider (files, agents, conversations), which nobody looks into: warnings for its answer,
   * as a call's are. Throws ScreeningBlocked.
   */
  checkKept: (principal: Principal, target: ScreenRequest['target']) => string[]
  /** Null: all of it goes as it is. Throws ScreeningBlocked. */
  screen(request: ScreenRequest): Screened | Promise<Screened | null> | null
  /** @param tagsOf Where a model is; undefined: nobody knows the model. */
  preview(principal: Principal, asked: PreviewScreening, tagsOf: TagsOf): ScreeningPreview
  /** The same, with names that the organisation's model finds. Throws where it gives no answer. */
  previewNamed(
    principal: Principal,
    asked: PreviewScreening,
    tagsOf: TagsOf,
  ): Promise<ScreeningPreview>
  read(principal: Principal): Promise<ScreeningSettings>
  /** @param tagsOf Of the model for names, which has to be on own hardware. */
  save(principal: Principal, chosen: SaveScreening, tagsOf: TagsOf): Promise<ScreeningSettings>
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
  /** Absent: no model can be asked for names. */
  askOwnModel?: AskOwnModel
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
  const nameModels = new Map<string, NameModel | null>()
  const finder = options.askOwnModel && createNameFinder(options.askOwnModel)
  const namesBy = (tenantId: string) => {
    const model = nameModels.get(tenantId)
    return model && finder ? { model, finder } : null
  }
  const load = async (tenantId: string) => {
    tables.set(tenantId, tableOf(await store.list(tenantId)))
    nameModels.set(tenantId, await store.nameModel(tenantId))
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
    namesBy,
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
      nameModel: await store.nameModel(tenantId),
      counts: await countsStore.since(tenantId, since),
    }
  }
  return {
    screen: (request) => screen(request, tools),
    checkKept: (principal, target) => checkKept(principal, target, rowFor),
    ...createPreviews({ rowFor, namesBy }),
    async read(principal) {
      requireAllowed(principal, 'screening.read', { kind: 'screening' })
      return read(principal)
    },
    async save(principal, { rules, nameModel }, tagsOf) {
      requireAllowed(principal, 'screening.manage', { kind: 'screening' })
      if (nameModel && tagsOf(principal, nameModel.model)?.isOwnHardware !== true) throw notOurs()
      await store.replace(principal.tenantId, { rules: checked(rules), nameModel })
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

/** Exported for tests. */
export function checkKept(
  principal: Principal,
  { name, tags }: ScreenRequest['target'],
  rowFor: ScreenTools['rowFor'],
): string[] {
  const classification = classificationOf(principal)
  const destination = destinationOf(tags)
  const { unreadable } = rowFor(principal.tenantId, classification, destination)
  if (unreadable === 'allow') return []
  if (unreadable === 'warn') return ['not-screened=1']
  throw new ScreeningBlocked(
    `This may not be kept at “${name}”: nothing is looked for or replaced in files, agents and conversations that providers keep, and by the rules of your organisation what is ${classification} does not go there without. Send the words with each call, or choose a provider on your own machines.`,
  )
}

interface PreviewParts {
  rowFor: ScreenTools['rowFor']
  namesBy: (tenantId: string) => NameLook | null
}

function createPreviews({
  rowFor,
  namesBy,
}: PreviewParts): Pick<Screening, 'preview' | 'previewNamed'> {
  const circumstances = (principal: Principal, asked: PreviewScreening, tagsOf: TagsOf) => {
    const { modelId = null, classification = USUAL } = asked
    const tags = asked.destination === undefined ? tagsOf(principal, modelId) : undefined
    const destination = asked.destination ?? (tags ? destinationOf(tags) : 'other')
    return {
      row: rowFor(principal.tenantId, classification, destination),
      classification,
      destination,
    }
  }
  return {
    preview: (principal, asked, tagsOf) =>
      previewText(asked.text, circumstances(principal, asked, tagsOf)),
    async previewNamed(principal, asked, tagsOf) {
      const about = circumstances(principal, asked, tagsOf)
      const look = wantsNames(about.row) ? namesBy(principal.tenantId) : null
      const asking = { principal, classification: about.classification }
      const [named = []] = look ? await look.finder.find([asked.text], look.model, asking) : []
      return previewText(asked.text, { ...about, named })
    },
  }
}

/** What is looked at for names has not been looked at yet: nobody else may see it. */
function notOurs(): AppError {
  return new AppError(
    'invalid_request',
    'Names and addresses can be looked for by a model on your own machines only. Choose one whose deployment is marked as own hardware.',
    { param: 'nameModel' },
  )
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
