import type { Classification } from '#wire/classification.ts'
import type { Destination, ScreeningPreview } from '#wire/screening.ts'
import { wantsNames, type Row } from './choices.ts'
import type { Finding } from './detect/finding.ts'
import { scanText } from './detect/scan-text.ts'
import { mergeNames } from './names/with-names.ts'
import { createPseudonymMap, maskOf } from './pseudonyms/placeholders.ts'
import { replaceIn } from './screen.ts'

export interface PreviewOptions {
  row: Row
  classification: Classification
  destination: Destination
  /** What a model found; absent: none was asked. */
  named?: readonly Finding[]
}

/** What would become of a text; nothing of it is kept. */
export function previewText(
  text: string,
  { row, classification, destination, named = [] }: PreviewOptions,
): ScreeningPreview {
  const map = createPseudonymMap()
  map.avoid(text)
  const byRules = scanText(text, { names: wantsNames(row) })
  const found = named.length > 0 ? mergeNames(byRules, named) : byRules
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
