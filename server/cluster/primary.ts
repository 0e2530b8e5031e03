import { mergeFamilies, countsOf } from './merge-families.ts'
import { mergeHealth } from './merge-sight.ts'
import { answersAboutModels, describeModels } from './models-desk.ts'
import type { Answers, OwnSight, ProcessFamilies, Start } from './asks.ts'
import { createFleet, type Fleet, type FleetOptions, type FleetWorker } from './fleet.ts'
import type { OwnProcess, Surroundings } from './surroundings.ts'
import { openDatabase } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import type { Family } from '#server/observability/exposition.ts'

export interface PrimaryOptions extends Pick<FleetOptions, 'exec' | 'args' | 'execArgv' | 'count'> {
  /** The text of the settings file that holds now, the same for all workers; null: there is none. */
  fileText: () => string | null
  log: Log
}

export interface Primary {
  surroundings: Surroundings
  fleet: Fleet
}

/** How often the processes tell each other what they see. */
const SIGHT_MS = 1000
const MODELS_MS = 250

/** A process that takes no calls itself: it has the database, the models and the chores, and workers that have the door. */
export function createPrimary(options: PrimaryOptions): Primary {
  const { log } = options
  const joined = Promise.withResolvers<OwnProcess>()
  let own: OwnProcess | undefined
  let isStopping = false
  const sights = new Map<FleetWorker, OwnSight>()
  const counts = createCounts()
  const timers: NodeJS.Timeout[] = []

  const about = { options, joined: joined.promise, counts, fleet: (): Fleet => fleet }
  const fleet = createFleet({
    ...options,
    answersFor: (worker) => answersFor(worker, about),
    onGone(worker) {
      sights.delete(worker)
      counts.end(worker)
      if (isStopping) return
      void own?.takeOver().catch((error: unknown) => log.error('worker.not_taken_over', { error }))
    },
  })
  const look = () => lookAround(fleet, { sights, own })
  const join = async (process: OwnProcess) => {
    own = process
    joined.resolve(process)
    timers.push(setInterval(() => void look(), SIGHT_MS).unref())
    timers.push(setInterval(spreadModels(fleet, process), MODELS_MS).unref())
  }
  const others = () => [...sights.values()]
  return {
    fleet: {
      ...fleet,
      async stop(graceMs) {
        isStopping = true
        for (const timer of timers) clearInterval(timer)
        await fleet.stop(graceMs)
      },
    },
    surroundings: {
      listen: () => openDoor(fleet),
      openDatabase: (wish) => openDatabase({ ...wish, isShared: true }),
      processes: ({ sharing }) => (sharing === 'machine' ? processesOf(fleet) : undefined),
      doesChores: true,
      others: {
        join,
        async gatherFamilies(families) {
          return mergeFamilies([primaryOf(families), ...(await ask(fleet, counts))])
        },
        flush: () => flushAll(fleet, undefined),
        health: (health) => mergeHealth(health, others()),
        ledgerWaiting: (waiting) =>
          others().reduce((sum, { ledgerWaiting }) => sum + ledgerWaiting, waiting),
      },
    },
  }
}

/** The primary's door is its workers'. */
async function openDoor(fleet: Fleet) {
  const { url, port } = await fleet.start()
  return { url, port, stopAccepting: () => undefined, close: () => fleet.stop(0) }
}

/** With an embedded database all processes are on this machine, and known by their numbers. */
function processesOf(fleet: Fleet) {
  return {
    processId: process.pid,
    register: () => Promise.resolve(),
    listAlive() {
      // One that has not begun yet may have the number of one that has died.
      const working = fleet.workers().filter(({ isStarted }) => isStarted)
      return Promise.resolve(new Set([process.pid, ...working.map(({ pid }) => pid)]))
    },
    close: () => undefined,
  }
}

function toStart({ database, localToken, embedded }: OwnProcess): Start {
  return {
    socketPath: database.socketPath,
    localToken: localToken.expose(),
    models: embedded ? describeModels(embedded) : null,
  }
}

interface About {
  options: PrimaryOptions
  joined: Promise<OwnProcess>
  counts: Counts
  fleet: () => Fleet
}

function answersFor(worker: () => FleetWorker, about: About): Partial<Answers> {
  const { options, joined, counts, fleet } = about
  return {
    settings: () => ({
      fileText: options.fileText(),
      number: worker().number,
      door: fleet().door(),
    }),
    async start() {
      const own = await joined
      worker().isStarted = true
      return toStart(own)
    },
    async gatherFamilies(families) {
      const own = await joined
      counts.note(worker(), families)
      const asking = { name: String(worker().number), families }
      const rest = await ask(fleet(), counts, worker())
      return mergeFamilies([primaryOf(own.families()), ...rest, asking])
    },
    async flushOthers() {
      const own = await joined
      await Promise.all([own.flush(), flushAll(fleet(), worker())])
      return null
    },
    ...linkAnswers(joined),
    ...modelAnswers(joined),
  }
}

function linkAnswers(joined: Promise<OwnProcess>): Pick<Answers, 'addLink' | 'redeemLink'> {
  return {
    async addLink({ token }) {
      ;(await joined).links.add(token)
      return null
    },
    redeemLink: async ({ token }) => (await joined).links.redeem(token),
  }
}

function modelAnswers(joined: Promise<OwnProcess>): ReturnType<typeof answersAboutModels> {
  return {
    call: async (input, context) => answersAboutModels(await joined).call(input, context),
    listPulls: async (input, context) => answersAboutModels(await joined).listPulls(input, context),
    startPull: async (input, context) => answersAboutModels(await joined).startPull(input, context),
    stopPull: async (input, context) => answersAboutModels(await joined).stopPull(input, context),
  }
}

type Counts = ReturnType<typeof createCounts>

/** The last known counts of each worker, and the sum of those that have ended. */
function createCounts() {
  const last = new Map<FleetWorker, ProcessFamilies['families']>()
  let ended: ProcessFamilies['families'] = []
  return {
    note: (worker: FleetWorker, families: ProcessFamilies['families']) =>
      void last.set(worker, families),
    end(worker: FleetWorker) {
      const families = countsOf(last.get(worker) ?? [])
      last.delete(worker)
      ended = mergeFamilies([
        { name: '', families: ended },
        { name: '', families },
      ])
    },
    ended: (): ProcessFamilies => ({ name: 'ended', families: ended }),
  }
}

/** The metrics of all workers but one, which knows its own. */
async function ask(fleet: Fleet, counts: Counts, except?: FleetWorker): Promise<ProcessFamilies[]> {
  const asked = fleet
    .workers()
    .filter((worker) => worker !== except && worker.isReady)
    .map(async (worker) => {
      const families = await worker.channel.ask('families', null).catch(() => [])
      counts.note(worker, families)
      return { name: String(worker.number), families }
    })
  return [...(await Promise.all(asked)), counts.ended()]
}

/** It calls no provider, so that it knows nothing of how they are. */
function primaryOf(families: Family[]): ProcessFamilies {
  const own = families.filter(({ name }) => !name.startsWith('galerne_deployment_'))
  return { name: 'primary', families: own }
}

async function flushAll(fleet: Fleet, except: FleetWorker | undefined): Promise<void> {
  const others = fleet.workers().filter((worker) => worker !== except && worker.isReady)
  await Promise.all(others.map(({ channel }) => channel.ask('flush', null).catch(() => null)))
}

/** Hears what each worker sees, and tells it what the others do. */
async function lookAround(
  fleet: Fleet,
  { sights, own }: { sights: Map<FleetWorker, OwnSight>; own: OwnProcess | undefined },
): Promise<void> {
  const ready = fleet.workers().filter(({ isReady }) => isReady)
  const seen = async (worker: FleetWorker) => {
    const sight = await worker.channel.ask('sight', null).catch(() => undefined)
    if (sight) sights.set(worker, sight)
  }
  await Promise.all(ready.map(seen))
  for (const worker of ready) {
    const others = ready.flatMap((one) => (one === worker ? [] : (sights.get(one) ?? [])))
    const told = own ? [own.sight(), ...others] : others
    worker.channel.ask('noteSight', told).catch(() => undefined)
  }
}

/** Tells workers how the models are, whenever that has changed. */
function spreadModels(fleet: Fleet, { embedded }: OwnProcess): () => void {
  let told = ''
  return () => {
    if (!embedded) return
    const state = describeModels(embedded)
    const ready = fleet.workers().filter(({ isReady }) => isReady)
    const text = JSON.stringify([state, ready.map(({ pid }) => pid)])
    if (text === told) return
    told = text
    for (const { channel } of ready) channel.ask('noteModels', state).catch(() => undefined)
  }
}
