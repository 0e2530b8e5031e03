import type { ChartPoint } from '../ui/chart-model.ts'
import type { Formats } from './formats.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** How far apart the names under the axis may be, in what people count by. */
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14, 30, 90].map((days) => days * DAY_MS),
]
const MAX_NAMES = 8

/** The points of a chart over time, named in the reader's language and time zone. `times`: starts of steps of equal length. */
export function timePoints(
  times: readonly number[],
  stepMs: number,
  formats: Formats,
): ChartPoint[] {
  const lengthMs = times.length * stepMs
  const apartMs = STEPS_MS.find((step) => lengthMs / step <= MAX_NAMES) ?? 90 * DAY_MS
  const isOfDays = stepMs >= DAY_MS
  return times.map((ms) => ({
    name: isOfDays ? formats.day(ms) : formats.moment(ms),
    short:
      isOfDays || apartMs >= DAY_MS || isMidnight(ms) ? formats.shortDay(ms) : formats.time(ms),
    isMajor: startsStep(ms, apartMs, stepMs),
  }))
}

/** Round in the reader's own time, which a time zone of half an hour shifts. */
function startsStep(ms: number, apartMs: number, stepMs: number): boolean {
  const localMs = ms - new Date(ms).getTimezoneOffset() * MINUTE_MS
  return ((localMs % apartMs) + apartMs) % apartMs < stepMs
}

function isMidnight(ms: number): boolean {
  const date = new Date(ms)
  return date.getHours() === 0 && date.getMinutes() === 0
}
