import type { Classification } from '#wire/classification.ts'
import type { Destination, ScreeningPreview } from '#wire/screening.ts'
import { wantsNames, type Row } from './choices.ts'
import { scanText } from './detect/scan-text.ts'
import { createPseudonymMap, maskOf } from './pseudonyms/placeholders.ts'
import { replaceIn } from './screen.ts'

export interface PreviewOptions {
  row: Row
  classification: Classification
  destination: Destination
}

/** What would become of a text; nothing of it is kept. */
export function previewText(
  text: string,
  { row, classification, destination }: PreviewOptions,
): ScreeningPreview {
  const map = createPseudonymMap()
  map.avoid(text)
  const found = scanText(text, { names: wantsNames(row) })
  const isBlocked = found.some(({ kind }) => row[kind] === 'block')
  return {
    destination,
    classification,
    isBlocked,
    text: isBlocked ? null : replaceIn(text, found, { row, map }),
    findings: found.map(({ kind, type, country, start, end, score }) => {
      const choice = row[kind]
      const value = text.slice(start, end)
      const replacement =
        choice === 'pseudonym'
          ? map.nameFor(kind, value, country)
          : choice === 'mask'
            ? maskOf(kind)
            : null
      return { kind, type, country, start, end, score, choice, replacement }
    }),
  }
}
