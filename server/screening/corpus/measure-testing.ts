import { scanText } from '../detect/scan-text.ts'
import type { Sample } from './corpus-testing.ts'

export interface Measured {
  /** By country or kind: how many there were, and how many of them were found. */
  groups: Map<string, { there: number; found: number }>
  found: number
  there: number
  /** Found where nothing was, or something else. */
  wrong: number
  /** Some of what went wrong, for whoever mends it. */
  missed: Sample[]
  invented: { sample: Sample; type: string }[]
}

/** What a scan makes of a corpus. Found is what covers the value, by its kind. */
export function measure(samples: readonly Sample[]): Measured {
  const measured: Measured = {
    groups: new Map(),
    found: 0,
    there: 0,
    wrong: 0,
    missed: [],
    invented: [],
  }
  for (const sample of samples) {
    const { text, expected, group } = sample
    const findings = scanText(text)
    const counts = measured.groups.get(group) ?? { there: 0, found: 0 }
    measured.groups.set(group, counts)
    let isFound = false
    for (const finding of findings) {
      const isIt =
        expected !== null &&
        finding.start <= expected.start &&
        finding.end >= expected.end &&
        finding.kind === expected.kind
      if (isIt) isFound = true
      else {
        measured.wrong += 1
        measured.invented.push({ sample, type: finding.type })
      }
    }
    if (expected === null) continue
    counts.there += 1
    measured.there += 1
    if (isFound) {
      counts.found += 1
      measured.found += 1
    } else measured.missed.push(sample)
  }
  return measured
}

export const recallOf = ({ found, there }: { found: number; there: number }): number =>
  found / there
export const precisionOf = ({ found, wrong }: Measured): number => found / (found + wrong)
