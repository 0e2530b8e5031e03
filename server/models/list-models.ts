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
  /** Why it does not fit this machine; null where it does. */
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
    const reason = whyNot(machine, entry.catalogue, installed)
    return { ...entry, installed, fits: reason === null, reason }
  })
}

function whyNot(
  machine: Machine,
  model: CatalogueModel | undefined,
  installed: ModelManifest | undefined,
): string | null {
  const memoryBytes = model?.memoryBytes ?? installed?.memoryBytes ?? 0
  if (memoryBytes > machine.memoryBytes) {
    return `needs ${gigabytes(memoryBytes)} of memory, this machine has ${gigabytes(machine.memoryBytes)}`
  }
  const diskBytes = installed ? 0 : (model?.sizeBytes ?? 0)
  if (diskBytes > machine.freeDiskBytes) {
    return `needs ${gigabytes(diskBytes)} of disk, ${gigabytes(machine.freeDiskBytes)} are free`
  }
  return null
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`
