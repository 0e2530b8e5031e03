import cluster, { type Worker } from 'node:cluster'
import { AppError } from '#server/lib/app-error.ts'
import type { Log } from '#server/lib/log.ts'
import type { Answers, Door } from './asks.ts'
import { createChannel, type Channel } from './channel.ts'

export interface FleetWorker {
  /** From 1; the one that takes its place has the same. */
  number: number
  pid: number
  channel: Channel
  /** It works: with the primary's database and models. */
  isStarted: boolean
  /** It takes calls. */
  isReady: boolean
}

export interface Fleet {
  /** Starts them all; resolves when the first listens. Throws AppError: what kept it from that. */
  start(): Promise<Door>
  /** Where they answer; null: not all of them do yet. */
  door(): Door | null
  /** Resolves when all take calls. Throws as `start`. */
  ready(): Promise<void>
  workers(): readonly FleetWorker[]
  /** They end what they do, at most so long; what is still there then is killed. */
  stop(graceMs: number): Promise<void>
}

export interface FleetOptions {
  /** The program, and its arguments. */
  exec: string
  args: readonly string[]
  execArgv: readonly string[]
  count: number
  /** For one worker. */
  answersFor: (worker: () => FleetWorker) => Partial<Answers>
  /** It is gone, for whatever reason. */
  onGone: (worker: FleetWorker) => void
  log: Log
}

/** What a worker says on its own. */
export type WorkerNews =
  | ({ fleet: 'listening' } & Door)
  | { fleet: 'ready' }
  | { fleet: 'failed'; message: string }

const FIRST_PAUSE_MS = 100
const MAX_PAUSE_MS = 10_000
/** One that has lived so long did not die of its start. */
const STABLE_MS = 30_000

/** Starts workers, starts them anew when they die, and ends them. They share one listening socket. */
export function createFleet(options: FleetOptions): Fleet {
  const { count, onGone } = options
  const living = new Map<number, Living>()
  const listening = Promise.withResolvers<Door>()
  const allReady = Promise.withResolvers<void>()
  allReady.promise.catch(() => undefined)
  const state: { isStarted: boolean; isStopping: boolean; door: Door | null } = {
    isStarted: false,
    isStopping: false,
    door: null,
  }
  const entries = () => [...living.values()].map(({ entry }) => entry)
  const fail = (message: string) => {
    const error = new AppError('not_ready', message)
    listening.reject(error)
    allReady.reject(error)
  }
  const hear = (entry: FleetWorker, news: WorkerNews) => {
    if (news.fleet === 'listening') {
      const { url, port } = news
      state.door ??= { url, port }
      listening.resolve(state.door)
    }
    if (news.fleet === 'failed' && !state.isStarted) fail(news.message)
    if (news.fleet !== 'ready') return
    entry.isReady = true
    if (entries().filter(({ isReady }) => isReady).length < count) return
    state.isStarted = true
    allReady.resolve()
  }
  const pauseAfter = createPauses()
  const fork = (number: number) => {
    const one = forkOne(number, options, hear)
    living.set(number, one)
    one.worker.on('exit', (code, signal) => {
      living.delete(number)
      onGone(one.entry)
      if (state.isStopping) return
      if (!state.isStarted) return fail('A worker ended while it started.')
      const againAfterMs = pauseAfter(one)
      const { pid } = one.entry
      options.log.error('worker.ended', { number, pid, code, signal, againAfterMs })
      setTimeout(() => state.isStopping || fork(number), againAfterMs).unref()
    })
  }
  return {
    start() {
      const { exec, args, execArgv } = options
      // Each worker accepts for itself. Connections that a primary hands on are lost, and hang, when their worker is killed on
      // the way; and a primary that is busy would be in everybody's way.
      cluster.schedulingPolicy = cluster.SCHED_NONE
      const serialization = 'advanced'
      cluster.setupPrimary({ exec, args: [...args], execArgv: [...execArgv], serialization })
      for (let number = 1; number <= count; number += 1) fork(number)
      return listening.promise
    },
    door: () => (state.isStarted ? state.door : null),
    ready: () => allReady.promise,
    workers: entries,
    async stop(graceMs) {
      state.isStopping = true
      await stopAll([...living.values()], graceMs)
    },
  }
}

interface Living {
  worker: Worker
  entry: FleetWorker
  sinceMs: number
}

function forkOne(
  number: number,
  { answersFor, log }: FleetOptions,
  hear: (entry: FleetWorker, news: WorkerNews) => void,
): Living {
  const worker = cluster.fork()
  const entry: FleetWorker = {
    number,
    pid: worker.process.pid ?? 0,
    channel: createChannel(
      wireOf(worker),
      answersFor(() => entry),
    ),
    isStarted: false,
    isReady: false,
  }
  worker.on('message', (news: WorkerNews) => hear(entry, news))
  worker.on('error', (error) => log.error('worker.failed', { number, error }))
  return { worker, entry, sinceMs: performance.now() }
}

/** How long to wait before a worker is started again: longer each time that it dies young. */
function createPauses(): (dead: Living) => number {
  const pauses = new Map<number, number>()
  return ({ entry: { number }, sinceMs }) => {
    const isStable = performance.now() - sinceMs > STABLE_MS
    const pauseMs = isStable ? FIRST_PAUSE_MS : (pauses.get(number) ?? FIRST_PAUSE_MS)
    pauses.set(number, Math.min(MAX_PAUSE_MS, pauseMs * 2))
    return pauseMs
  }
}

async function stopAll(all: Living[], graceMs: number): Promise<void> {
  const gone = all.map(({ worker }) => new Promise((resolve) => worker.once('exit', resolve)))
  for (const { entry } of all) entry.channel.ask('stop', null).catch(() => undefined)
  const cut = setTimeout(() => {
    for (const { worker } of all) worker.process.kill('SIGKILL')
  }, graceMs)
  await Promise.all(gone)
  clearTimeout(cut)
}

function wireOf(worker: Worker) {
  return {
    // One that has just died takes nothing any more; whoever waits for it hears that by its end.
    send: (message: object) =>
      void (worker.isConnected() && worker.send(message, undefined, ignore)),
    onMessage: (listener: (message: unknown) => void) => void worker.on('message', listener),
    onClose: (listener: () => void) => void worker.on('disconnect', listener),
  }
}

function ignore(): void {}
