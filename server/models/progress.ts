import type { Clock } from '../lib/clock.ts'
import type { PullProgress } from './pull-model.ts'

export interface ProgressLineOptions {
  write: (text: string) => void
  /** A terminal gets one line that changes; a log gets a new line every few seconds. */
  isTerminal: boolean
  columns?: number
  clock: Clock
}

/** Shows a pull to a person: how much, how fast, how long still. */
export function createProgressLine(options: ProgressLineOptions) {
  const { write, isTerminal, columns = 80, clock } = options
  const meter = createMeter(clock)
  let shownAt = -Infinity
  let shown = ''
  let stage = ''

  return {
    update(progress: PullProgress) {
      if (progress.stage !== stage) meter.reset()
      meter.add(progress.receivedBytes)
      const everyMs = isTerminal ? 100 : 5000
      const isNews = progress.stage !== stage
      if (!isNews && clock.now() - shownAt < everyMs) return
      stage = progress.stage
      shownAt = clock.now()
      show(describeProgress(progress, meter.bytesPerSecond()))
    },
    /** Leaves the terminal on a line of its own. */
    done() {
      if (isTerminal && shown) write(`\r${' '.repeat(shown.length)}\r`)
      shown = ''
    },
  }

  function show(text: string) {
    const line = isTerminal ? text.slice(0, columns - 1) : text
    write(isTerminal ? `\r${line.padEnd(shown.length)}` : `${line}\n`)
    shown = line
  }
}

/** "12 %  59 of 491 MB  34.1 MB/s  13 s left", and what is going on where that is not pulling. */
function describeProgress(progress: PullProgress, bytesPerSecond: number | null): string {
  const { stage, receivedBytes, totalBytes } = progress
  const amount = totalBytes
    ? `${bar(receivedBytes / totalBytes)}  ${megabytes(receivedBytes)} of ${megabytes(totalBytes)} MB`
    : `${megabytes(receivedBytes)} MB`
  if (stage === 'waiting') return `${amount}  waiting for another process that is pulling it`
  if (stage === 'verifying') return `${amount}  verifying`
  if (!bytesPerSecond) return amount
  const rate = `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`
  if (!totalBytes) return `${amount}  ${rate}`
  const leftSeconds = Math.max(0, totalBytes - receivedBytes) / bytesPerSecond
  return `${amount}  ${rate}  ${describeSeconds(leftSeconds)} left`
}

const BAR_WIDTH = 20

function bar(share: number): string {
  const bounded = Math.min(1, Math.max(0, share))
  const full = Math.floor(bounded * BAR_WIDTH)
  const percent = String(Math.floor(bounded * 100)).padStart(3)
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${percent} %`
}

const megabytes = (bytes: number) => Math.floor(bytes / 1e6).toLocaleString('en')

function describeSeconds(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

const WINDOW_MS = 10_000

/** The rate over the last seconds: what came in an earlier attempt says nothing of this one. */
export function createMeter(clock: Clock) {
  let samples: { at: number; bytes: number }[] = []
  return {
    reset() {
      samples = []
    },
    add(bytes: number) {
      const at = clock.now()
      const last = samples.at(-1)
      if (last && at - last.at < 100) return
      samples = [...samples.filter((sample) => at - sample.at <= WINDOW_MS), { at, bytes }]
    },
    bytesPerSecond(): number | null {
      const [first] = samples
      const last = samples.at(-1)
      if (!first || !last || last.at === first.at || last.bytes <= first.bytes) return null
      return (last.bytes - first.bytes) / ((last.at - first.at) / 1000)
    },
  }
}
