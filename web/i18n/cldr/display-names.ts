import type { CldrData } from './cldr-data.ts'
import type { Face } from './like.ts'

/** Names of languages and countries; what the language has no name for has its English one. */
export function createDisplayNames(
  base: Intl.DisplayNames,
  { type }: Intl.DisplayNamesOptions,
  data: CldrData,
): Face {
  const names = type === 'language' ? data.languages : type === 'region' ? data.regions : {}
  return { of: (code: string) => names[code] ?? base.of(code) }
}
