import type { Concentration, Dimension, Share } from '#wire/dependence.ts'
import type { DeploymentTags } from '#server/providers/provider.ts'
import type { Use } from './use-store.ts'

export const DIMENSIONS: readonly Dimension[] = ['provider', 'operator', 'jurisdiction', 'region']

/** What is declared of a deployment that was used; undefined: it is not configured any more. */
export type FindTags = (use: Use) => DeploymentTags | undefined

type Named = Pick<Share, 'kind' | 'name'>

/** Whom a call depended on, seen along one dimension. Own machines are nobody's but ours. */
function partyOf(use: Use, dimension: Dimension, tags: DeploymentTags | undefined): Named {
  if (dimension === 'provider') return { kind: 'named', name: use.providerId }
  const name = tags?.[dimension] ?? null
  if (name !== null) return { kind: 'named', name }
  return { kind: tags?.isOwnHardware ? 'own' : 'unknown', name: null }
}

/** The largest first. */
export function sharesOf(uses: readonly Use[], dimension: Dimension, findTags: FindTags): Share[] {
  const shares = new Map<string, Share>()
  for (const use of uses) {
    const party = partyOf(use, dimension, findTags(use))
    const key = `${party.kind} ${party.name}`
    const share = shares.get(key) ?? { ...party, calls: 0, tokens: 0, micros: 0 }
    share.calls += use.calls
    share.tokens += use.inputTokens + use.outputTokens
    share.micros += use.micros
    shares.set(key, share)
  }
  return [...shares.values()].toSorted((a, b) => b.calls - a.calls || compare(a.name, b.name))
}

/** What has no name comes last. */
function compare(a: string | null, b: string | null): number {
  return (a ?? '\uFFFF') < (b ?? '\uFFFF') ? -1 : 1
}

export function concentrationOf(shares: readonly Share[]): Concentration {
  return {
    calls: indexOf(shares.map(({ calls }) => calls)),
    tokens: indexOf(shares.map(({ tokens }) => tokens)),
    spend: indexOf(shares.map(({ micros }) => micros)),
  }
}

/** Herfindahl–Hirschman index: 10,000 where one has all; null: there is nothing to share. */
export function indexOf(amounts: readonly number[]): number | null {
  const sum = amounts.reduce((total, amount) => total + amount, 0)
  if (sum === 0) return null
  return Math.round(amounts.reduce((total, amount) => total + ((100 * amount) / sum) ** 2, 0))
}
