import type { CatalogueModel } from './catalogue-model.ts'
import type { Machine } from './machine.ts'
import type { ModelManifest } from './model-manifest.ts'

export interface ListedModel {
  id: string
  /** What the catalogue says; undefined for a model that was pulled from an address of its own. */
  catalogue: CatalogueModel | undefined
  /** What is here; undefined: not pulled. */
  installed: ModelManifest | undefined
  fits: boolean
  /** What this machine has too little of; null: it fits. */
  lacks: 'memory' | 'disk' | null
  /** The same in words, with the numbers. */
  reason: string | null
}

/** Everything in the catalogue in its order, then what was pulled from elsewhere. */
export function listModels(
  catalogue: CatalogueModel[],
  manifests: ModelManifest[],
  machine: Machine,
): ListedModel[] {
  const known = new Set(catalogue.map(({ id }) => id))
  const entries = [
    ...catalogue.map((model) => ({ id: model.id, catalogue: model })),
    ...manifests.filter(({ id }) => !known.has(id)).map(({ id }) => ({ id, catalogue: undefined })),
  ]
  return entries.map((entry) => {
    const installed = manifests.find(({ id }) => id === entry.id)
    const lack = findLack(machine, entry.catalogue, installed)
    return {
      ...entry,
      installed,
      fits: !lack,
      lacks: lack?.lacks ?? null,
      reason: lack?.reason ?? null,
    }
  })
}

function findLack(
  machine: Machine,
  model: CatalogueModel | undefined,
  installed: ModelManifest | undefined,
): { lacks: 'memory' | 'disk'; reason: string } | undefined {
  const memoryBytes = model?.memoryBytes ?? installed?.memoryBytes ?? 0
  if (memoryBytes > machine.memoryBytes) {
    const has = gigabytes(machine.memoryBytes)
    const reason = `needs ${gigabytes(memoryBytes)} of memory, this machine has ${has}`
    return { lacks: 'memory', reason }
  }
  const diskBytes = installed ? 0 : (model?.sizeBytes ?? 0)
  if (diskBytes > machine.freeDiskBytes) {
    const free = gigabytes(machine.freeDiskBytes)
    return { lacks: 'disk', reason: `needs ${gigabytes(diskBytes)} of disk, ${free} are free` }
  }
  return undefined
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`
