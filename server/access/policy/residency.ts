import type { ClassRules } from '#wire/policy.ts'
import { findUnmetDemand, isInUnion, type PlaceTags, type Unmet } from './demands.ts'

/** What of a class's rules a deployment does not meet, for a person to read: the reason of a decision that Cedar took. */
export function explainResidency(
  rules: ClassRules,
  tags: PlaceTags,
  nowMs: number,
): Unmet | undefined {
  const { certifications, noTraining, maxRetentionDays } = rules
  return (
    explainPlace(rules, tags, nowMs) ??
    findUnmetDemand(
      {
        ...(certifications.length > 0 && { certifications }),
        noTraining,
        ...(maxRetentionDays !== null && { maxRetentionDays }),
      },
      tags,
      nowMs,
    )
  )
}

function explainPlace({ residency }: ClassRules, tags: PlaceTags, nowMs: number) {
  if (residency === 'anywhere') return undefined
  if (residency === 'own-hardware') return findUnmetDemand({ ownHardware: true }, tags, nowMs)
  // Own hardware is where the organisation is, unless it was declared to be elsewhere.
  if (tags.isOwnHardware && (tags.dataZone === null || isInUnion(tags.dataZone))) return undefined
  const isForOperators = residency === 'eu-operator'
  const demands = { dataZones: ['EU'], ...(isForOperators && { jurisdictions: ['EU'] }) }
  return findUnmetDemand(demands, tags, nowMs)
}
