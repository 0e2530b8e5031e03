import type { Family, Sample } from '#server/observability/exposition.ts'
import type { Histogram } from '#server/observability/histogram.ts'
import type { ProcessFamilies } from './asks.ts'

/**
 * The metrics of several processes as one: what is counted is added up; what is a state of one process says of which one it
 * is. Of processes that have ended only the counts are left.
 */
export function mergeFamilies(processes: readonly ProcessFamilies[]): Family[] {
  const merged = new Map<string, Family>()
  for (const { name, families } of processes) {
    for (const family of families) {
      const known = merged.get(family.name)
      const samples = isOfProcess(family) ? family.samples.map(labelled(name)) : family.samples
      if (known && family.name === EVERYWHERE_THE_SAME) continue
      if (known) known.samples = join(known.samples, samples)
      else merged.set(family.name, { ...family, samples })
    }
  }
  return [...merged.values()]
}

/** What stays of a process that has ended: without it, sums would fall, which Prometheus takes for a new beginning. */
export function countsOf(families: readonly Family[]): Family[] {
  return families.filter((family) => !isOfProcess(family) && family.type !== 'gauge')
}

const EVERYWHERE_THE_SAME = 'galerne_build_info'

function isOfProcess({ name, type }: Family): boolean {
  return name !== EVERYWHERE_THE_SAME && (type === 'gauge' || name.startsWith('process_'))
}

function labelled(worker: string) {
  return ({ labels, value }: Sample): Sample => ({ labels: { ...labels, worker }, value })
}

function join(known: Sample[], more: Sample[]): Sample[] {
  const byLabels = new Map(known.map((sample) => [JSON.stringify(sample.labels), sample]))
  for (const sample of more) {
    const name = JSON.stringify(sample.labels)
    const before = byLabels.get(name)
    byLabels.set(name, before ? { ...sample, value: add(before, sample) } : sample)
  }
  return [...byLabels.values()]
}

function add({ value: a }: Sample, { value: b }: Sample): number | Histogram {
  if (typeof a === 'number' || typeof b === 'number') return Number(a) + Number(b)
  const counts = a.counts.map((count, at) => count + (b.counts[at] ?? 0))
  return { bounds: a.bounds, counts, sum: a.sum + b.sum, count: a.count + b.count }
}
