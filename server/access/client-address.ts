import { BlockList, isIP, isIPv6 } from 'node:net'

/** What a request says of where it comes from: of node:http, or anything shaped like it. */
export interface AddressSource {
  socket: { remoteAddress?: string | undefined }
  headers: Readonly<Record<string, string | string[] | undefined>>
}

export interface AddressRanges {
  /** False for whatever is no address. */
  has(address: string | undefined): boolean
}

/** Addresses and CIDR ranges. An IPv4 address in IPv6's clothes is the IPv4 address. */
export function createAddressRanges(ranges: readonly string[]): AddressRanges {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return {
    has(address) {
      const plain = address && unmapped(address)
      if (!plain || isIP(plain) === 0) return false
      return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
    },
  }
}

/**
 * Where a request really comes from: the peer of the connection, unless that is a proxy that we trust, which then says in
 * `X-Forwarded-For` for whom it speaks. What stands left of the first address that we do not trust, anyone may have written.
 */
export function clientAddress(
  { socket, headers }: AddressSource,
  trustedProxies: AddressRanges,
): string | undefined {
  const peer = socket.remoteAddress && unmapped(socket.remoteAddress)
  if (!trustedProxies.has(peer)) return peer
  const header = headers['x-forwarded-for']
  const said = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',')
  let client = peer
  for (const hop of said.toReversed()) {
    const address = unmapped(withoutPort(hop.trim()))
    if (isIP(address) === 0) return client
    client = address
    if (!trustedProxies.has(address)) return address
  }
  return client
}

function unmapped(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address.replace(/%.*$/, '')
}

/** Some proxies add the port: `192.0.2.7:4711`, `[2001:db8::7]:4711`. */
function withoutPort(hop: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(hop)?.[1] ?? hop.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
}
