import { connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export interface SocketOptions {
  connectMs: number
  /** How names become addresses; absent: as the system does. */
  lookup?: LookupFunction
  /** PEM certificates to trust in place of the usual ones. */
  ca?: readonly string[]
}

export interface Address {
  isSecure: boolean
  hostname: string
  port: number
  /** As the header says it. */
  host: string
}

export function addressOf(origin: string): Address {
  const { protocol, hostname, port, host } = new URL(origin)
  const isSecure = protocol === 'https:'
  return {
    isSecure,
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port) || (isSecure ? 443 : 80),
    host,
  }
}

/** A connection, encrypted and verified where the address says so. Rejects after `connectMs`. */
export function openSocket(address: Address, options: SocketOptions): Promise<Socket> {
  const { hostname: host, port, isSecure } = address
  const { connectMs, lookup, ca } = options
  return new Promise((resolve, reject) => {
    const common = { host, port, noDelay: true, ...(lookup && { lookup }) }
    const socket = isSecure
      ? connectTls({
          ...common,
          ALPNProtocols: ['http/1.1'],
          ...(isIP(host) === 0 && { servername: host }),
          ...(ca && { ca: [...ca] }),
        })
      : connectPlain(common)
    const timer = setTimeout(() => {
      socket.destroy(new Error(`No connection within ${connectMs} ms.`))
    }, connectMs)
    const onError = (error: Error) => {
      clearTimeout(timer)
      reject(error)
    }
    socket.once('error', onError)
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer)
      socket.off('error', onError)
      resolve(socket)
    })
  })
}
