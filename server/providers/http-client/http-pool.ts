import type { Socket } from 'node:net'
import { Connection, type ResponseHandler } from './connection.ts'
import { Exchange, type PooledRequest, type RequestControl } from './exchange.ts'
import { addressOf, openSocket, type Address, type SocketOptions } from './open-socket.ts'

export interface HttpPoolOptions extends SocketOptions {
  /** `https://api.example.eu`, with the port where it is not the usual one. */
  origin: string
  maxConnections: number
}

/** The connection could not be had. */
export class CannotConnect extends Error {
  override name = 'CannotConnect'
}

/** Time limits are looked at this often, so that a request needs no timer of its own. */
const SWEEP_MS = 50

/**
 * HTTP/1.1 connections to one origin, kept alive and used last in, first out. Nothing is ever sent twice: whether the other
 * side has begun to work (and to charge) is not known here, so trying again is the gateway's decision, and its record.
 */
export class HttpPool {
  readonly #options: HttpPoolOptions
  readonly #address: Address
  readonly #idle: Connection[] = []
  readonly #waiting: Exchange[] = []
  readonly #open = new Set<Connection>()
  readonly #active = new Set<Exchange>()
  #opening = 0
  #isClosed = false
  #sweep: NodeJS.Timeout | undefined

  constructor(options: HttpPoolOptions) {
    this.#options = options
    this.#address = addressOf(options.origin)
  }

  /** Throws TypeError for a request that cannot be written, CannotConnect once closed; all else is told to the handler. */
  send(request: PooledRequest, handler: ResponseHandler): RequestControl {
    if (this.#isClosed) throw closed()
    const exchange = new Exchange(this.#address.host, request, {
      handler,
      onOver: () => this.#active.delete(exchange),
    })
    this.#active.add(exchange)
    this.#sweep ??= setInterval(() => this.#endLate(), SWEEP_MS)
    const connection = this.#takeIdle()
    if (connection) exchange.start(connection)
    else {
      this.#waiting.push(exchange)
      this.#openMore()
    }
    return exchange
  }

  /** Fails what is under way and closes everything. */
  close(): void {
    this.#isClosed = true
    clearInterval(this.#sweep)
    for (const exchange of this.#active) exchange.abort(closed())
    for (const connection of this.#open) connection.abort(closed())
  }

  #endLate(): void {
    const now = performance.now()
    for (const exchange of this.#active) exchange.endIfLate(now)
    if (this.#active.size > 0) return
    clearInterval(this.#sweep)
    this.#sweep = undefined
  }

  #takeIdle(): Connection | undefined {
    const now = performance.now()
    for (let one = this.#idle.pop(); one; one = this.#idle.pop()) {
      if (one.isUsable(now)) return one
      one.abort(new CannotConnect('The connection is too old.'))
    }
    return undefined
  }

  /** A connection for each who waits, as far as there may be more. */
  #openMore(): void {
    const isEnough = this.#opening >= this.#waiting.length || this.#isClosed
    if (isEnough || this.#open.size + this.#opening >= this.#options.maxConnections) return
    this.#opening += 1
    void this.#openOne()
  }

  async #openOne(): Promise<void> {
    try {
      const socket = await openSocket(this.#address, this.#options)
      this.#opening -= 1
      this.#welcome(socket)
    } catch (error) {
      this.#opening -= 1
      // Those who wait for a connection that is not coming: one each, so that others may have better luck.
      this.#nextWaiting()?.onError(new CannotConnect('No connection.', { cause: error }))
      this.#openMore()
    }
  }

  #welcome(socket: Socket): void {
    const connection = new Connection(socket, {
      onIdle: (idle) => this.#giveBack(idle),
      onClose: (gone) => {
        this.#open.delete(gone)
        const at = this.#idle.indexOf(gone)
        if (at >= 0) this.#idle.splice(at, 1)
        this.#openMore()
      },
    })
    this.#open.add(connection)
    if (this.#isClosed) connection.abort(closed())
    else this.#giveBack(connection)
  }

  #giveBack(connection: Connection): void {
    const next = this.#nextWaiting()
    if (next) next.start(connection)
    else this.#idle.push(connection)
  }

  #nextWaiting(): Exchange | undefined {
    let next = this.#waiting.shift()
    while (next?.isOver) next = this.#waiting.shift()
    return next
  }
}

function closed(): CannotConnect {
  return new CannotConnect('The connections are closed.')
}
