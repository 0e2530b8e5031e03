import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { z } from 'zod'
import { CLDR_LANGUAGES, cldrOf } from '../../../scripts/generate-cldr.ts'
import type { CldrData } from './cldr-data.ts'
import { fillersOf } from './fillers.ts'

const read = (language: string): CldrData =>
  z
    .custom<CldrData>()
    .parse(JSON.parse(readFileSync(join(import.meta.dirname, `${language}.json`), 'utf8')))

/** A moment whose month, day and hour have one digit, and one whose have two. */
const MOMENTS = [Date.UTC(2026, 1, 3, 4, 5, 6), Date.UTC(2026, 10, 22, 16, 45, 59)]

for (const language of CLDR_LANGUAGES) {
  const ours = fillersOf(Intl, read(language))
  // Node has all of CLDR: what it says is what ours, over English alone, must say.
  const same = (say: (intl: Pick<typeof Intl, keyof typeof ours>) => unknown) =>
    assert.deepEqual(say(ours), say(Intl))

  test(`${language}: the data is that of CLDR`, () => {
    const data = read(language)
    if (data.cldr === process.versions.cldr) assert.deepEqual(data, cldrOf(language))
    else assert.match(data.cldr, /^\d+/)
  })

  test(`${language}: numbers, units, shares, money and short forms are as CLDR has them`, () => {
    const options: Intl.NumberFormatOptions[] = [
      {},
      { maximumFractionDigits: 0 },
      { style: 'percent', maximumFractionDigits: 1 },
      { style: 'currency', currency: 'EUR' },
      { style: 'currency', currency: 'USD' },
      { notation: 'compact', maximumFractionDigits: 1 },
      { notation: 'compact', compactDisplay: 'long' },
      ...['byte', 'kilobyte', 'gigabyte', 'millisecond', 'second', 'minute', 'day'].flatMap(
        (unit) =>
          (['short', 'long', 'narrow'] as const).map((unitDisplay) => ({
            style: 'unit' as const,
            unit,
            unitDisplay,
            maximumFractionDigits: 1,
          })),
      ),
    ]
    for (const each of options) {
      for (const value of [0, 1, 2, 3, 7, 11, 1.5, -4, 1234567.89, 12_000]) {
        same((intl) => new intl.NumberFormat(language, each).format(value))
      }
    }
  })

  test(`${language}: dates and times are as CLDR has them`, () => {
    const styles = ['full', 'long', 'medium', 'short'] as const
    const options: Intl.DateTimeFormatOptions[] = [
      ...styles.flatMap((dateStyle) => [{ dateStyle }, { dateStyle, timeStyle: 'short' as const }]),
      { timeStyle: 'medium' },
      { weekday: 'long' },
      { month: 'long', year: 'numeric' },
      { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' },
    ]
    const zones = ['Europe/Dublin', 'Pacific/Auckland']
    const asked = options
      .filter((each) => !isCorrected(language, each))
      .flatMap((each) => zones.map((timeZone) => ({ ...each, timeZone })))
    for (const each of asked) {
      for (const moment of MOMENTS) {
        same((intl) => new intl.DateTimeFormat(language, each).format(moment))
      }
    }
  })

  test(`${language}: what was, is and will be is said as CLDR has it`, () => {
    for (const unit of ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const) {
      for (const value of [-40, -11, -2, -1, 0, 1, 2, 3, 8, 12]) {
        same((intl) => new intl.RelativeTimeFormat(language).format(value, unit))
        same((intl) =>
          new intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(value, unit),
        )
      }
    }
  })

  test(`${language}: lists and names of languages and countries are as CLDR has them`, () => {
    for (const items of [[], ['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd', 'e']]) {
      same((intl) => new intl.ListFormat(language).format(items))
      same((intl) => new intl.ListFormat(language, { type: 'unit', style: 'short' }).format(items))
    }
    same((intl) => new intl.DisplayNames(language, { type: 'language' }).of('pt'))
    same((intl) => new intl.DisplayNames(language, { type: 'region' }).of('FR'))
  })

  test(`${language}: words are in the order of the dictionary`, () => {
    const words =
      'ċavetta cella ġiraffa gallina għada gżira hawn ħabib ie if żebra zebra Żejtun Zurrieq áit ait fada fáda Gżira gremxula iżda bocca'
    same((intl) => words.split(' ').toSorted(new intl.Collator(language).compare))
  })

  test(`${language}: other languages, and what the formatters are, stay as they were`, () => {
    same((intl) => new intl.NumberFormat('de').format(1234.5))
    same((intl) => new intl.DateTimeFormat('fr', { dateStyle: 'long', timeZone: 'UTC' }).format(0))
    assert.ok(new ours.NumberFormat('fi') instanceof Intl.NumberFormat)
    assert.equal(new ours.NumberFormat(language).resolvedOptions().locale, language)
    assert.deepEqual(ours.NumberFormat.supportedLocalesOf([language, 'xx-none']), [language])
    assert.equal(ours.NumberFormat(`${language}-IE`).format(1.5), '1.5')
  })
}

test('where CLDR has only its root for Maltese, the day comes first and “or” is Maltese', () => {
  const ours = fillersOf(Intl, read('mt'))
  const options = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const
  assert.equal(new ours.DateTimeFormat('mt', options).format(MOMENTS[0]), '3 Fra')
  assert.equal(new ours.DateTimeFormat('mt', { timeZone: 'UTC' }).format(MOMENTS[0]), '03/02/2026')
  assert.equal(new ours.ListFormat('mt', { type: 'disjunction' }).format(['a', 'b']), 'a jew b')
})

function isCorrected(language: string, { month, day, weekday }: Intl.DateTimeFormatOptions) {
  return language === 'mt' && month !== undefined && day !== undefined && weekday === undefined
}
