import type { QuietHours } from '#wire/alerts.ts'

const MINUTE_MS = 60_000
const DAY_MINUTES = 1440

/** When a notice may be sent: now, or when the quiet hours are over. The day may end in between. */
export function endOfQuiet(quiet: QuietHours | null, nowMs: number): number {
  if (!quiet) return nowMs
  const from = minutesOf(quiet.from)
  const to = minutesOf(quiet.to)
  const now = minutesAt(nowMs, quiet.timeZone)
  const isQuiet = from <= to ? now >= from && now < to : now >= from || now < to
  if (!isQuiet) return nowMs
  const leftMinutes = (to - now + DAY_MINUTES) % DAY_MINUTES
  return nowMs - (nowMs % MINUTE_MS) + leftMinutes * MINUTE_MS
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

function minutesAt(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(ms)
  return minutesOf(parts)
}
