import { AppError } from '../lib/app-error.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { createCrashRecord, type CrashRecord } from './crash-record.ts'
import type { EngineEvent, EngineJob, FromChild, LoadMessage } from './engine-messages.ts'
import type { EngineProcess } from './engine-process.ts'
import { watchProcess, type ProcessWatch } from './process-watch.ts'

export interface SupervisorOptions {
  load: LoadMessage
  /** Jobs in flight, waiting ones included. */
  jobLimit: number
  /** Without a job for so long, the process ends and gives its memory back. */
  idleUnloadMs: number
  memoryLimitBytes: number
  takeProcess: () => EngineProcess
  clock: Clock
  log: Log
}

interface Job {
  message: EngineJob
  onEvent: (event: EngineEvent) => void
  /** Once a piece of the answer is out, only its failure may follow: never a silent second beginning. */
  hasSent: boolean
  isRetry: boolean
}

interface Running {
  process: EngineProcess
  watch: ProcessWatch
  isReady: boolean
  startedAtMs: number
}

/**
 * Keeps one engine process alive for one model: starts it when it is wanted, ends it when it is idle, and when it dies tells or
 * retries every answer in flight and starts another.
 */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #crashes: CrashRecord
  readonly #jobs = new Map<string, Job>()
  readonly #waiters: { resolve: () => void; reject: (error: AppError) => void }[] = []
  #running: Running | undefined
  #unloadable: { reason: string; atMs: number } | undefined
  #restartTimer: NodeJS.Timeout | undefined
  #idleTimer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#crashes = createCrashRecord(options.clock)
  }

  /** Starts the engine where it is not running. Throws AppError `busy` or `not_ready`. */
  submit(message: EngineJob, onEvent: Job['onEvent']): void {
    const refusal = this.#refusal()
    if (refusal) throw refusal
    if (this.#jobs.size >= this.#options.jobLimit)
      throw new AppError('busy', `The model has ${this.#jobs.size} requests to answer already.`, {
        retryAfterMs: BUSY_RETRY_MS,
      })
    this.#jobs.set(message.id, { message, onEvent, hasSent: false, isRetry: false })
    clearTimeout(this.#idleTimer)
    if (this.#running?.isReady) this.#running.process.send(message)
    else this.#start()
  }

  /** Nothing more is told of it. */
  cancel(id: string): void {
    if (!this.#jobs.delete(id)) return
    this.#running?.process.send({ type: 'cancel', id })
    this.#startIdleTimer()
  }

  /** Resolves when the model is loaded; throws AppError `not_ready` when it cannot be. */
  async warm(): Promise<void> {
    const refusal = this.#refusal()
    if (refusal) throw refusal
    if (!this.#running?.isReady) {
      this.#start()
      await new Promise<void>((resolve, reject) => this.#waiters.push({ resolve, reject }))
    }
    this.#startIdleTimer()
  }

  state(): { state: 'ready' | 'loading' | 'unavailable'; reason: string | null } {
    const reason = this.#refusal()?.message ?? null
    if (reason !== null) return { state: 'unavailable', reason }
    const isStarting = this.#restartTimer !== undefined || this.#running?.isReady === false
    return { state: isStarting ? 'loading' : 'ready', reason: null }
  }

  /** Of the process that runs now. */
  pid(): number | undefined {
    return this.#running?.process.pid
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#restartTimer)
    clearTimeout(this.#idleTimer)
    const process = this.#detach()
    this.#failAll(new AppError('provider_unavailable', 'The server is shutting down.'))
    await process?.stop()
  }

  #refusal(): AppError | undefined {
    const { clock } = this.#options
    if (this.#isClosed) return new AppError('not_ready', 'The server is shutting down.')
    const waitMs = this.#crashes.quarantinedForMs()
    if (waitMs > 0) return new AppError('not_ready', QUARANTINED, { retryAfterMs: waitMs })
    const failed = this.#unloadable
    if (!failed || clock.now() - failed.atMs > RETRY_LOAD_MS) return undefined
    return new AppError('not_ready', failed.reason, { retryAfterMs: RETRY_LOAD_MS })
  }

  #start(): void {
    if (this.#running || this.#restartTimer || this.#isClosed) return
    this.#unloadable = undefined
    const process = this.#options.takeProcess()
    const watch = watchProcess(process, this.#options)
    const mine = { process, watch, isReady: false, startedAtMs: performance.now() }
    this.#running = mine
    process.attach({
      onMessage: (message) => {
        if (this.#running === mine) this.#receive(message, mine)
      },
      onExit: (how) => {
        watch.stop()
        if (this.#running === mine) this.#recover(how)
      },
    })
    process.send(this.#options.load)
  }

  #receive(message: FromChild, running: Running): void {
    running.watch.hear(message)
    if (message.type === 'events') for (const event of message.events) this.#deliver(event)
    else if (message.type === 'unloadable') this.#giveUp(message.reason)
    else if (message.type === 'ready') {
      running.isReady = true
      const tookMs = Math.round(performance.now() - running.startedAtMs)
      const { adapter, loadMs } = message
      this.#options.log.info('engine.ready', { adapter, loadMs, tookMs, pid: running.process.pid })
      for (const job of this.#jobs.values()) running.process.send(job.message)
      for (const waiter of this.#waiters.splice(0)) waiter.resolve()
      this.#startIdleTimer()
    }
  }

  #deliver(event: EngineEvent): void {
    const job = this.#jobs.get(event.id)
    if (!job) return
    if (event.type === 'text') job.hasSent = true
    if (ENDS.has(event.type)) {
      this.#jobs.delete(event.id)
      this.#startIdleTimer()
    }
    job.onEvent(event)
  }

  #recover(how: string): void {
    this.#running = undefined
    this.#crashes.add()
    const hadWork = this.#jobs.size > 0
    this.#options.log.error('engine.crashed', { how, jobs: this.#jobs.size })
    for (const [id, job] of this.#jobs) {
      if (job.hasSent || job.isRetry) this.#fail(id, job, new AppError(...CRASHED))
      else job.isRetry = true
    }
    const refusal = this.#refusal()
    if (refusal) return this.#failAll(refusal)
    // Whose answer broke off will ask again in a moment: the model is there by then.
    if (!hadWork && this.#waiters.length === 0) return undefined
    this.#restartTimer = setTimeout(() => {
      this.#restartTimer = undefined
      this.#start()
    }, this.#crashes.delayMs())
  }

  #giveUp(reason: string): void {
    const message = `The model could not be loaded: ${reason}`
    this.#unloadable = { reason: message, atMs: this.#options.clock.now() }
    this.#options.log.error('engine.unloadable', { reason })
    this.#detach()?.kill()
    this.#failAll(new AppError('not_ready', message))
  }

  #failAll(error: AppError): void {
    for (const [id, job] of this.#jobs) this.#fail(id, job, error)
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error)
  }

  #fail(id: string, job: Job, { code, message, retryAfterMs }: AppError): void {
    this.#jobs.delete(id)
    const error = { code, message, ...(retryAfterMs !== undefined && { retryAfterMs }) }
    job.onEvent({ id, type: 'failed', error })
  }

  /** Forgets the process, whose end is then no crash. */
  #detach(): EngineProcess | undefined {
    const running = this.#running
    running?.watch.stop()
    this.#running = undefined
    return running?.process
  }

  #startIdleTimer(): void {
    clearTimeout(this.#idleTimer)
    if (this.#jobs.size > 0 || this.#isClosed) return
    this.#idleTimer = setTimeout(() => {
      if (this.#jobs.size > 0 || !this.#running?.isReady) return
      this.#options.log.info('engine.unloaded', { why: 'idle' })
      void this.#detach()?.stop()
    }, this.#options.idleUnloadMs).unref()
  }
}

const BUSY_RETRY_MS = 2000
/** The last that is heard of a job. */
const ENDS: ReadonlySet<EngineEvent['type']> = new Set<EngineEvent['type']>([
  'finished',
  'failed',
  'embedded',
  'counted',
])
const RETRY_LOAD_MS = 10_000

const QUARANTINED =
  'The engine crashed three times in five minutes with this model and is kept off for a while. ' +
  '“galerne models verify” tells whether the file is damaged.'

const CRASHED = [
  'provider_unavailable',
  'The engine stopped in the middle of this answer.',
] as const
