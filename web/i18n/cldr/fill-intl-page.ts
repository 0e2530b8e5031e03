import { fillIntl } from './fill-intl.ts'

/** For fill-intl.test.ts: what a page in a language says, in a real browser. */
async function say(language: string): Promise<string[]> {
  await fillIntl(language)
  const day = Date.UTC(2026, 10, 22, 16, 45)
  const timeZone = 'Europe/Brussels'
  return [
    new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone }).format(day),
    new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone }).format(day),
    new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone }).format(day),
    new Intl.NumberFormat(language).format(1234567.5),
    new Intl.NumberFormat(language, { style: 'currency', currency: 'EUR' }).format(1234.5),
    new Intl.NumberFormat(language, { style: 'unit', unit: 'megabyte' }).format(3.5),
    new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-1, 'day'),
    new Intl.RelativeTimeFormat(language).format(3, 'hour'),
    new Intl.ListFormat(language).format(['a', 'b', 'c']),
    new Intl.DisplayNames(language, { type: 'region' }).of('DE') ?? '',
    'zebra żebra ċavetta cella għada hawn ħabib áit ait'
      .split(' ')
      .toSorted(new Intl.Collator(language).compare)
      .join(' '),
  ]
}

Object.assign(window, { say })
