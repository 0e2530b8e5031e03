import type { Pulls } from '#server/catalogue/pulls.ts'
import type { SignInLinks } from '#server/access/sign-in-links.ts'
import { createToken } from '#server/access/sign-in-links.ts'
import { listen, type HttpServer, type HttpServerOptions } from '#server/http/server.ts'
import { openDatabase } from '#server/lib/database.ts'
import { Secret } from '#server/lib/secret.ts'
import type { Answers, ModelsState, OwnSight, Start, Door, WorkerSettings } from './asks.ts'
import { createChannel, type Channel } from './channel.ts'
import type { WorkerNews } from './fleet.ts'
import { mergeHealth } from './merge-sight.ts'
import { createRemoteModels, type RemoteModels } from './remote-models.ts'
import type { Others, OwnProcess, Surroundings } from './surroundings.ts'

export interface WorkerPlace {
  readSettings(): Promise<WorkerSettings>
  surroundings: Surroundings
  /** Resolves when the primary asks this process to stop. */
  stopAsked: Promise<void>
  tell(news: WorkerNews): void
}

/** Where a worker finds itself: at the channel to its primary, in which it has its database and its models. */
export function createWorkerPlace(): WorkerPlace {
  const stopping = Promise.withResolvers<void>()
  const known: Known = { sights: [] }
  const channel = createChannel(
    WIRE,
    createAnswers(known, () => stopping.resolve()),
  )
  const tell = (news: WorkerNews) => void process.send?.(news)
  let late: ReturnType<typeof listenLate> | undefined
  const start = async () => (known.start ??= await channel.ask('start', null))
  return {
    readSettings: async () => (known.settings = await channel.ask('settings', null)),
    stopAsked: stopping.promise,
    tell,
    surroundings: {
      async listen(options) {
        if (known.settings?.door) {
          late = listenLate(options, known.settings.door)
          return late.http
        }
        const http = await listen(options)
        tell({ fleet: 'listening', url: http.url, port: http.port })
        return http
      },
      async openDatabase(options) {
        const { socketPath } = await start()
        return openDatabase({ ...options, ...(socketPath !== null && { socketPath }) })
      },
      async openModels() {
        const first = (await start()).models ?? { defaultModelId: null, providers: [] }
        return (known.models = createRemoteModels(channel, known.state ?? first))
      },
      pulls: remotePulls(channel),
      localToken: () => new Secret(known.start?.localToken ?? ''),
      links: remoteLinks(channel),
      processes: ({ sharing }) => (sharing === 'machine' ? PROCESSES : undefined),
      doesChores: false,
      others: remoteOthers(channel, known, async () => late?.open()),
    },
  }
}

/** What this process has heard of the others, and what it tells them of itself. */
interface Known {
  settings?: WorkerSettings
  start?: Start
  sights: OwnSight[]
  state?: ModelsState
  models?: RemoteModels
  own?: OwnProcess
}

function createAnswers(known: Known, stop: () => void): Partial<Answers> {
  return {
    families: () => known.own?.families() ?? [],
    async flush() {
      await known.own?.flush()
      return null
    },
    sight: () => known.own?.sight() ?? { health: [], ledgerWaiting: 0 },
    noteModels(state) {
      known.state = state
      known.models?.note(state)
      return null
    },
    noteSight(sights) {
      known.sights = sights
      return null
    },
    stop() {
      stop()
      return null
    },
  }
}

/** A door that opens later, where others are open already. */
function listenLate(options: HttpServerOptions, door: Door) {
  let opened: HttpServer | undefined
  const http: HttpServer = {
    ...door,
    stopAccepting: () => opened?.stopAccepting(),
    close: async (graceMs) => opened?.close(graceMs),
  }
  return {
    http,
    async open() {
      opened = await listen(options)
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
    create(holder) {
      const token = createToken(holder)
      add(token)
      return token
    },
    add,
    redeem: (token) => channel.ask('redeemLink', { token }),
  }
}

function remoteOthers(channel: Channel, known: Known, onJoin: () => Promise<void>): Others {
  return {
    async join(own) {
      known.own = own
      await onJoin()
    },
    gatherFamilies: (families) => channel.ask('gatherFamilies', families),
    async flush() {
      await channel.ask('flushOthers', null)
    },
    health: (health) => mergeHealth(health, known.sights),
    ledgerWaiting: (waiting) =>
      known.sights.reduce((sum, { ledgerWaiting }) => sum + ledgerWaiting, waiting),
  }
}
