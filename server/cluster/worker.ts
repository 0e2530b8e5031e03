import type { Pulls } from '#server/catalogue/pulls.ts'
import type { SignInLinks } from '#server/access/sign-in-links.ts'
import { createToken } from '#server/access/sign-in-links.ts'
import { listen } from '#server/http/server.ts'
import { openDatabase } from '#server/lib/database.ts'
import { Secret } from '#server/lib/secret.ts'
import type { Answers, ModelsState, OwnSight, Start } from './asks.ts'
import { createChannel, type Channel } from './channel.ts'
import type { WorkerNews } from './fleet.ts'
import { mergeHealth } from './merge-sight.ts'
import { createRemoteModels, type RemoteModels } from './remote-models.ts'
import type { Others, OwnProcess, Surroundings } from './surroundings.ts'

export interface WorkerPlace {
  /** The settings file as it was when Galerne started, and this worker's number among the others. */
  readSettings(): Promise<{ fileText: string | null; number: number }>
  surroundings: Surroundings
  /** Resolves when the primary asks this process to stop. */
  stopAsked: Promise<void>
  tell(news: WorkerNews): void
}

/** Where a worker finds itself: at the channel to its primary, in which it has its database and its models. */
export function createWorkerPlace(): WorkerPlace {
  const stopping = Promise.withResolvers<void>()
  const told: { sights: OwnSight[]; models: ModelsState | undefined } = {
    sights: [],
    models: undefined,
  }
  let own: OwnProcess | undefined
  let models: RemoteModels | undefined
  const answers: Partial<Answers> = {
    families: () => own?.families() ?? [],
    async flush() {
      await own?.flush()
      return null
    },
    sight: () => own?.sight() ?? { health: [], ledgerWaiting: 0 },
    noteModels(state) {
      told.models = state
      models?.note(state)
      return null
    },
    noteSight(sights) {
      told.sights = sights
      return null
    },
    stop() {
      stopping.resolve()
      return null
    },
  }
  const channel = createChannel(WIRE, answers)
  let asked: Promise<Start> | undefined
  let start: Start | undefined
  const startOnce = async () => (start ??= await (asked ??= channel.ask('start', null)))
  return {
    readSettings: () => channel.ask('settings', null),
    stopAsked: stopping.promise,
    tell: (news) => void process.send?.(news),
    surroundings: {
      async listen(options) {
        const http = await listen(options)
        process.send?.({ fleet: 'listening', url: http.url, port: http.port } satisfies WorkerNews)
        return http
      },
      async openDatabase(options) {
        const { socketPath } = await startOnce()
        return openDatabase({ ...options, ...(socketPath !== null && { socketPath }) })
      },
      async openModels() {
        const first = (await startOnce()).models ?? { defaultModelId: null, providers: [] }
        models = createRemoteModels(channel, told.models ?? first)
        return models
      },
      pulls: remotePulls(channel),
      localToken: () => new Secret(start?.localToken ?? ''),
      links: remoteLinks(channel),
      processes: PROCESSES,
      doesChores: false,
      others: remoteOthers(channel, {
        sights: () => told.sights,
        join: (process) => void (own = process),
      }),
    },
  }
}

const WIRE = {
  send: (message: object) => void (process.connected && process.send?.(message)),
  onMessage: (listener: (message: unknown) => void) => void process.on('message', listener),
  onClose: (listener: () => void) => void process.on('disconnect', listener),
}

/** Who is dead, and what they have left, is the primary's business. */
const PROCESSES = {
  processId: process.pid,
  register: () => Promise.resolve(),
  listAlive: () => Promise.resolve({ has: () => true }),
  close: () => undefined,
}

function remotePulls(channel: Channel): Pulls {
  return {
    list: () => channel.ask('listPulls', null),
    async start(id) {
      await channel.ask('startPull', { id })
    },
    async stop(id) {
      await channel.ask('stopPull', { id })
    },
    close: () => Promise.resolve(),
  }
}

function remoteLinks(channel: Channel): SignInLinks {
  const add = (token: string) => void channel.ask('addLink', { token }).catch(() => undefined)
  return {
    create() {
      const token = createToken()
      add(token)
      return token
    },
    add,
    redeem: (token) => channel.ask('redeemLink', { token }),
  }
}

interface OthersParts {
  sights: () => OwnSight[]
  join: (own: OwnProcess) => void
}

function remoteOthers(channel: Channel, { sights, join }: OthersParts): Others {
  return {
    join,
    gatherFamilies: (families) => channel.ask('gatherFamilies', families),
    async flush() {
      await channel.ask('flushOthers', null)
    },
    health: (health) => mergeHealth(health, sights()),
    ledgerWaiting: (waiting) =>
      sights().reduce((sum, { ledgerWaiting }) => sum + ledgerWaiting, waiting),
  }
}
