import {
  RatingReason,
  type JudgedModel,
  type RatingsQuery,
  type RatingsReport,
  type Share,
} from '#wire/ratings.ts'
import { authorize } from '#server/access/authorize.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import type { ComparedRow, JudgedRow, ReportStore } from './report-store.ts'
import { shareOf } from './wilson.ts'

const DAY_MS = 86_400_000

export type ReportRatings = ReturnType<typeof createRatingsReport>

/** How the answers of models are judged, by ratings and by comparisons, for whoever looks after models. */
export function createRatingsReport({ store }: { store: ReportStore }) {
  return async (principal: Principal, asked: RatingsQuery): Promise<RatingsReport> => {
    requireAllowed(principal, 'rating.read', { kind: 'answer' })
    const { tenantId } = principal
    const { lang = null } = asked
    const range = {
      from: asked.from === undefined ? null : new Date(asked.from),
      until: asked.to === undefined ? null : new Date(Date.parse(asked.to) + DAY_MS),
      lang,
    }
    // Comparisons are a right of their own.
    const mayCompare = authorize(principal, 'choice.read', { kind: 'answer', tenantId }).isAllowed
    const [rated, compared] = await Promise.all([
      store.ratings(tenantId, range),
      mayCompare ? store.comparisons(tenantId, range) : [],
    ])
    const languages = new Set([...rated, ...compared].flatMap((row) => row.lang ?? []))
    const isAsked = (row: { lang: string | null }) => lang === null || row.lang === lang
    return {
      models: toModels(rated.filter(isAsked), compared.filter(isAsked)),
      languages: [...languages].filter((one) => one !== '').toSorted(),
    }
  }
}

type Tally = Pick<JudgedModel, 'modelId' | 'good' | 'bad' | 'reasons' | 'won' | 'lost' | 'tied'>

function toModels(rated: readonly JudgedRow[], compared: readonly ComparedRow[]): JudgedModel[] {
  const tallies = new Map<string | null, Tally>()
  const of = (modelId: string | null): Tally => {
    const none = { modelId, good: 0, bad: 0, reasons: {}, won: 0, lost: 0, tied: 0 }
    const tally = tallies.get(modelId) ?? none
    tallies.set(modelId, tally)
    return tally
  }
  for (const { modelId, verdict, reasons, count } of rated) {
    const tally = of(modelId)
    tally[verdict] += count
    if (verdict === 'good') continue
    for (const reason of reasons) tally.reasons[reason] = (tally.reasons[reason] ?? 0) + count
  }
  for (const { shown, chosen, isDecided, count } of compared) {
    const models = new Set(shown)
    // Two versions of one model say nothing about it.
    if (models.size < 2) continue
    for (const modelId of models) {
      if (isDecided) of(modelId)[modelId === chosen ? 'won' : 'lost'] += count
      else of(modelId).tied += count
    }
  }
  return [...tallies.values()].map(toModel).toSorted((a, b) => weightOf(b) - weightOf(a))
}

function toModel(tally: Tally): JudgedModel {
  const { good, bad, won, lost } = tally
  return { ...tally, goodShare: shareOf(good, good + bad), wonShare: shareOf(won, won + lost) }
}

function weightOf({ good, bad, won, lost, tied }: JudgedModel): number {
  return good + bad + won + lost + tied
}

/** A line a model, for spreadsheets. */
export function reportCsv({ models }: RatingsReport): string[][] {
  const reasons = RatingReason.options
  const ofShare = (share: Share | null) =>
    share ? [share.value, share.low, share.high].map((part) => part.toFixed(4)) : ['', '', '']
  const head = [
    'model,good,bad,good share,good share low,good share high',
    'won,lost,tied,won share,won share low,won share high',
  ].flatMap((names) => names.split(','))
  const lines = models.map(({ modelId, good, bad, goodShare, won, lost, tied, wonShare, ...one }) =>
    [
      [modelId ?? '', String(good), String(bad)],
      ofShare(goodShare),
      [won, lost, tied].map(String),
      ofShare(wonShare),
      reasons.map((reason) => String(one.reasons[reason] ?? 0)),
    ].flat(),
  )
  return [[...head, ...reasons.map((reason) => `bad: ${reason}`)], ...lines]
}
