/** What a person can be shown of a date and of a time, as Intl.DateTimeFormat takes it. */
const DATE_FIELDS = ['weekday', 'year', 'month', 'day'] as const
const TIME_FIELDS = ['hour', 'minute', 'second', 'timeZoneName'] as const

type Options = Intl.DateTimeFormatOptions

/** Names the fields that are asked for, `month:long day:numeric`; empty: none of them. */
export function dateKeyOf(options: Options): string {
  return keyOf(options, DATE_FIELDS)
}

/** Minutes and seconds come in two digits whatever is asked. */
export function timeKeyOf({ minute, second, ...options }: Options): string {
  const digits = '2-digit' as const
  return keyOf(
    { ...options, ...(minute && { minute: digits }), ...(second && { second: digits }) },
    TIME_FIELDS,
  )
}

function keyOf(options: Options, fields: readonly (keyof Options)[]): string {
  return fields
    .filter((field) => options[field] !== undefined)
    .map((field) => `${field}:${String(options[field])}`)
    .join(' ')
}

/** Which of the patterns between date and time a date without a style takes. */
export function glueKeyOf({ month, weekday }: Options): string {
  if (month === 'long') return weekday === undefined ? 'month' : 'weekday'
  return month === 'short' ? 'short-month' : 'number'
}
