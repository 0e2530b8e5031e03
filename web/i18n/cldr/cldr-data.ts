/** What a language has of CLDR for the formatters that browsers lack in it; written by scripts/generate-cldr.ts. */
export interface CldrData {
  /** BCP 47. */
  language: string
  /** The release of CLDR that it is from. */
  cldr: string
  months: Record<'long' | 'short' | 'narrow', string[]>
  /** From Sunday. */
  weekdays: Record<'long' | 'short' | 'narrow', string[]>
  /** Patterns in the letters of UTS #35, by what is asked for: web/i18n/cldr/date-keys.ts. */
  dates: Record<string, string>
  times: Record<string, string>
  /** Between a date and a time: `{d}` and `{t}`, by the date's style, or by how its month is written. */
  glue: Record<string, string>
  /** What stands in for “in 3 days”: `unit style direction category` to a pattern with `{0}`. */
  relative: Record<string, string>
  /** “yesterday”: `unit style number`. */
  relativeWords: Record<string, string>
  /** `type style` to what stands between: two, then the first two, the middle, the last two. */
  lists: Record<string, [pair: string, start: string, middle: string, end: string]>
  /** `unit style category` to a pattern with `{0}`. */
  units: Record<string, string>
  /** `style` and what English writes (K, million) to what is written here. */
  compact: Record<string, string>
  /** Currencies whose sign is another than in Irish English. */
  currencies: Record<string, string>
  languages: Record<string, string>
  regions: Record<string, string>
}
