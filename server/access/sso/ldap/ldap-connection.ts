import { connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import type { Client } from 'ldapts'
import { AppError } from '#server/lib/app-error.ts'
import { createLookup, ForbiddenAddress, mayConnect, type Reach } from '#server/lib/address.ts'
import { authoritiesOf } from '../issuer-fetch.ts'
import type { LdapSettings } from '../settings.ts'

const TIMEOUT_MS = 8000

/**
 * Work on a connection of its own, made secure first where that is wanted: what was shown on one is never taken for granted on
 * another. Throws `provider_unavailable`, whose cause says what is wrong.
 */
export async function withClient<T>(
  settings: LdapSettings,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const library = await import('ldapts')
  const lost = Promise.withResolvers<never>()
  lost.promise.catch(() => undefined)
  let socket: Socket | undefined
  const client = new library.Client(
    toClientOptions(settings, (opened) => {
      socket = opened
      opened.once('close', () => lost.reject(new Error('The directory closed the connection.')))
    }),
  )
  const all = async () => {
    if (settings.url.startsWith('ldap:') && settings.usesStartTls) {
      await client.startTLS(tlsOptions(settings))
    }
    return work(client)
  }
  try {
    return await Promise.race([all(), lost.promise])
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError(
      'provider_unavailable',
      `${settings.name} cannot be asked at present. Try again in a while, or tell an administrator.`,
      { cause },
    )
  } finally {
    // Not `unbind`, which waits for an answer that a dead connection never gives.
    socket?.destroy()
  }
}

function toClientOptions(settings: LdapSettings, onOpen: (socket: Socket) => void) {
  let isUsed = false
  /** The library connects anew by itself, and would then show a password on a connection that is not encrypted yet. */
  const only = <S extends Socket>(connect: () => S): S => {
    if (isUsed) throw new Error('The connection to the directory was lost.')
    isUsed = true
    const socket = connect()
    onOpen(socket)
    return socket
  }
  const guard = guardOf(settings)
  const plain = (port: number, host: string) =>
    only(() => connectPlain({ port, ...guard(host), host }))
  const secure = (port: number, host: string, options: ConnectionOptions) =>
    only(() => connectTls({ ...options, port, ...guard(host), host }))
  const common = {
    url: settings.url,
    timeout: TIMEOUT_MS,
    connectTimeout: TIMEOUT_MS,
    strictDN: false,
  }
  /* oxlint-disable typescript/no-unsafe-type-assertion -- functions of many shapes, which the library calls in one */
  if (settings.url.startsWith('ldaps:')) {
    const createSecureConnection = secure as typeof connectTls
    return { ...common, tlsOptions: tlsOptions(settings), createSecureConnection }
  }
  return { ...common, createConnection: plain as typeof connectPlain }
  /* oxlint-enable typescript/no-unsafe-type-assertion */
}

/** Looks at each address in the moment of connecting: what was checked is what is dialled. */
function guardOf({ isInternal }: LdapSettings): (host: string) => { lookup: LookupFunction } {
  const reach: Reach = isInternal ? 'own-hardware' : 'public'
  return (host) => {
    // An address is not looked up.
    if (isIP(host) !== 0 && !mayConnect(host, reach)) throw new ForbiddenAddress()
    return { lookup: createLookup(reach) }
  }
}

function tlsOptions(settings: LdapSettings): ConnectionOptions {
  const { hostname } = new URL(settings.url)
  const ca = authoritiesOf(settings)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return {
    host,
    ...(isIP(host) === 0 && { servername: host }),
    minVersion: 'TLSv1.2',
    ...(ca && { ca }),
  }
}
