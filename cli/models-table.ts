import { DEFAULT_MODEL_ID } from '#server/models/catalogue.ts'
import type { ListedModel } from '#server/models/list-models.ts'

/** For programs: one object a model, flat. */
export function modelsAsJson(models: ListedModel[]) {
  return models.map((model) => {
    const { id, catalogue, installed, fits, lacks, reason } = model
    const licence = catalogue?.licence ?? installed?.licence
    return {
      id,
      name: catalogue?.name ?? installed?.name ?? id,
      kind: catalogue?.kind ?? installed?.kind ?? null,
      isDefault: id === DEFAULT_MODEL_ID,
      isInstalled: installed !== undefined,
      fits,
      lacks,
      reason,
      sizeBytes: installed?.sizeBytes ?? catalogue?.sizeBytes ?? null,
      memoryBytes: catalogue?.memoryBytes ?? installed?.memoryBytes ?? null,
      contextTokens: catalogue?.contextTokens ?? installed?.contextTokens ?? null,
      languages: catalogue?.languages ?? installed?.languages ?? [],
      licence: licence ?? null,
      sha256: installed?.sha256 ?? catalogue?.sha256 ?? null,
      isPinned: Boolean(catalogue?.sha256 ?? installed?.isPinned),
      installedFrom: installed?.source ?? null,
      verifiedAt: installed?.verifiedAt ?? null,
      sources: catalogue?.sources.map(({ source }) => source) ?? [],
      notes: catalogue?.notes ?? '',
    }
  })
}

const HEADINGS = ['MODEL', 'SIZE', 'MEMORY', 'CONTEXT', 'LICENCE', 'LANGUAGES', 'STATE']

/** For people: one line a model, what is installed first, then what is on offer. */
export function modelsAsTable(models: ListedModel[], folder: string): string {
  const rows = [...modelsAsJson(models)].toSorted(
    (one, other) => Number(other.isInstalled) - Number(one.isInstalled),
  )
  const cells = rows.map((row) => [
    row.isDefault ? `${row.id} (default)` : row.id,
    row.sizeBytes === null ? 'not known' : `${gigabytes(row.sizeBytes)}${row.isPinned ? '' : ' *'}`,
    row.memoryBytes === null ? '' : gigabytes(row.memoryBytes),
    row.contextTokens === null ? '' : `${Math.round(row.contextTokens / 1024)}k`,
    licenceOf(row.licence),
    languagesOf(row.languages),
    stateOf(row),
  ])
  const notes = [
    ...rows.flatMap(({ id, reason }) => (reason ? [`${id} ${reason}.`] : [])),
    `Models lie in ${folder}.`,
    ...(rows.some(({ isPinned }) => !isPinned)
      ? ['* No digest of this file is known to us: it is recorded when the model is first pulled.']
      : []),
    '† Not an open-source licence: it has conditions of use of its own. Read it before you use the model.',
    'Fetch one: galerne models pull <model>',
  ]
  return `${table([HEADINGS, ...cells])}\n\n${notes.join('\n')}\n`
}

type Row = ReturnType<typeof modelsAsJson>[number]

function stateOf({ isInstalled, lacks, kind }: Row): string {
  const state = isInstalled ? 'installed' : 'available'
  if (lacks) return isInstalled ? `installed, too little ${lacks}` : `too little ${lacks}`
  return kind === 'embedding' ? `${state} (embeddings)` : state
}

const licenceOf = (licence: Row['licence']) =>
  licence ? `${licence.name}${licence.isOpenSource ? '' : ' †'}` : ''

function languagesOf(languages: string[]): string {
  const shown = languages.slice(0, 6).join(' ')
  return languages.length > 6 ? `${shown} +${languages.length - 6}` : shown
}

const gigabytes = (bytes: number) =>
  bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`

function table(rows: string[][]): string {
  const widths = HEADINGS.map((_, column) => {
    return Math.max(...rows.map((row) => (row[column] ?? '').length))
  })
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
