import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { AppError } from '#server/lib/app-error.ts'
import type { Log } from '#server/lib/log.ts'
import { codeOf, messageOf } from '#server/lib/thrown.ts'
import type { PlainRequest, PlainResponse } from './fast/fast-exchange.ts'
import { installFastFront } from './fast/fast-front.ts'
import { isLoopback } from './host-check.ts'
import { portOf } from '#server/lib/loopback.ts'

export interface HttpServerOptions {
  host: string
  /** 0 takes any free port. */
  port: number
  /** Answers everything but `/v1/*`. */
  fetch: (request: Request, bindings: Bindings) => Response | Promise<Response>
  /** Answers `/v1/*` on the raw request: no framework on that path. */
  v1: (request: PlainRequest, response: PlainResponse) => void
  isHostAllowed: (header: string | undefined) => boolean
  log: Log
}

/** What handlers see of the connection. */
export interface Bindings {
  /** The connection comes from this very machine. A reverse proxy on it makes all of them so. */
  isLocal: boolean
  remoteAddress?: string | undefined
}

export interface HttpServer {
  /** As a person types it: `http://127.0.0.1:4380`. */
  url: string
  port: number
  /** Takes no new connections; those that are busy may end what they do. */
  stopAccepting(): void
  /** The same, and waits: answers in flight may end within `graceMs`, then they are cut. Calling it again is the same call. */
  close(graceMs?: number): Promise<void>
}

const SECOND_MS = 1000
const TIMEOUTS = {
  // Slow headers hold a socket and cost the sender nothing.
  headersTimeout: 10 * SECOND_MS,
  requestTimeout: 120 * SECOND_MS,
  // Longer than the idle time of the usual proxies and SDK pools, so that it is they who close.
  keepAliveTimeout: 75 * SECOND_MS,
}

/** Starts to listen. Throws AppError where the address cannot be had, saying what to do. */
export async function listen(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port, log } = options
  const server = createServer(
    {
      ...TIMEOUTS,
      connectionsCheckingInterval: 5 * SECOND_MS,
      noDelay: true,
    },
    route(options),
  )
  server.on('clientError', (error, socket) => {
    log.debug('http.malformed_request', { code: codeOf(error) })
    if (socket.writable) socket.end(malformed(codeOf(error)))
    else socket.destroy()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(toListenError(error, host, port)))
    server.listen(port, host, resolve)
  })
  const front = installFastFront(server, {
    handle: (request, response) => options.v1(request, response),
    now: () => performance.now(),
    headTimeoutMs: TIMEOUTS.headersTimeout,
    requestTimeoutMs: TIMEOUTS.requestTimeout,
    keepAliveMs: TIMEOUTS.keepAliveTimeout,
  })
  const actualPort = portOf(server)
  const closed = Promise.withResolvers<void>()
  server.on('close', () => closed.resolve())
  const stopAccepting = () => {
    if (server.listening) server.close()
    server.closeIdleConnections()
    front.closeIdle()
  }
  return {
    url: `http://${nameFor(host)}:${actualPort}`,
    port: actualPort,
    stopAccepting,
    async close(graceMs = SECOND_MS) {
      stopAccepting()
      const cut = setTimeout(() => {
        server.closeAllConnections()
        front.closeAll()
      }, graceMs)
      await closed.promise
      clearTimeout(cut)
    },
  }
}

function route({ fetch, v1, isHostAllowed, log }: HttpServerOptions) {
  const toApp = getRequestListener(
    (request, { incoming: { socket } }) =>
      fetch(request, { isLocal: isLocal(socket), remoteAddress: socket.remoteAddress }),
    {
      overrideGlobalObjects: false,
      // Without an answer of ours, what is no URL would keep its sender waiting for ever.
      errorHandler: (error) => {
        log.debug('http.malformed_request', { error })
        return new Response(null, { status: 400 })
      },
    },
  )
  return (request: IncomingMessage, response: ServerResponse) => {
    // `/v1` has no cookies, so a rebound name gains nothing there, and containers call it by names of their own.
    if (request.url?.startsWith('/v1/')) return v1(request, response)
    // A whole URL in place of a path is for proxies: its host would be another one than the header says.
    if (!request.url?.startsWith('/')) return refuseTarget(response)
    const [host, another] = request.headersDistinct.host ?? []
    // Two hosts: we and a proxy before us might each believe another one (RFC 9112, section 3.2).
    if (another !== undefined) return refuseTarget(response)
    if (!isHostAllowed(host)) return refuseHost(response)
    toApp(request, response).catch((error: unknown) => {
      log.error('http.unanswered_request', { error })
      response.destroy()
    })
  }
}

/** From loopback, or from an address of our own to itself. */
function isLocal({ remoteAddress, localAddress }: Socket): boolean {
  return isLoopback(remoteAddress) || (remoteAddress ?? '') === localAddress
}

function refuseTarget(response: ServerResponse): void {
  response.writeHead(400, { connection: 'close' }).end()
}

function refuseHost(response: ServerResponse): void {
  const message =
    'Galerne does not answer to this host name. If it is yours, add it to server.allowedHosts in galerne.yaml.'
  response.writeHead(421, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  })
  response.end(`${message}\n`)
}

function malformed(code: string | undefined): string {
  const status =
    code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request'
  return `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`
}

function toListenError(error: unknown, host: string, port: number): AppError {
  const messages: Record<string, string> = {
    EADDRINUSE: `Port ${port} on ${host} is taken: by another Galerne, or another program (\`ss -ltnp 'sport = :${port}'\` shows which). Stop it, or choose another port: --port ${port + 1}`,
    EACCES: `Port ${port} needs rights that this user does not have. Choose one above 1023: --port 4380`,
    EADDRNOTAVAIL: `${host} is not an address of this machine. Choose one that is: --host 127.0.0.1`,
    ENOTFOUND: `${host} is not a known host name. Choose an address of this machine: --host 127.0.0.1`,
  }
  const message = messages[codeOf(error) ?? ''] ?? `Cannot listen: ${messageOf(error)}`
  return new AppError('not_ready', message, { cause: error })
}

/** An address that a browser on this machine can open. */
function nameFor(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
