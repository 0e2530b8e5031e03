import { lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/**
 * Whom a provider's address may name. `anywhere`: the operator wrote it into the configuration; `own-hardware`: added at run
 * time and marked as such, so private addresses too; `public`: added at run time.
 */
export type Reach = 'anywhere' | 'own-hardware' | 'public'

type Family = 'ipv4' | 'ipv6'

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/')
    list.addSubnet(network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4')
  }
  return list
}

/** Clouds tell machines their secrets here: not even own hardware answers model calls at these. */
const NEVER = listOf([
  '0.0.0.0/8',
  '169.254.0.0/16',
  // Azure's and Alibaba's hosts, Oracle's metadata, AWS's by IPv6.
  '168.63.129.16/32',
  '100.100.100.200/32',
  '192.0.0.0/24',
  'fd00:ec2::/32',
  'fe80::/10',
  '224.0.0.0/4',
  '240.0.0.0/4',
  'ff00::/8',
])

/** What an organisation has for itself. */
const PRIVATE = listOf([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1/128',
  'fc00::/7',
])

/** Reserved by the IANA for other ends than being called. */
const RESERVED = listOf([
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
])

/** All that is public of IPv6, before RESERVED. */
const GLOBAL_IPV6 = listOf(['2000::/3'])

/** Whether this IP address may be connected to. Anything that is not surely public is not. */
export function mayConnect(address: string, reach: Reach): boolean {
  if (reach === 'anywhere') return true
  const plain = embeddedIpv4(address) ?? address.replace(/%.*$/, '')
  const version = isIP(plain)
  if (version === 0) return false
  const family: Family = version === 4 ? 'ipv4' : 'ipv6'
  if (NEVER.check(plain, family)) return false
  if (PRIVATE.check(plain, family)) return reach === 'own-hardware'
  if (RESERVED.check(plain, family)) return false
  return version === 4 || GLOBAL_IPV6.check(plain, 'ipv6')
}

/** IPv4 in IPv6's clothes: mapped (`::ffff:…`), and translated by a network that speaks only IPv6 (`64:ff9b::…`). */
function embeddedIpv4(address: string): string | undefined {
  const groups = groupsOf(address)
  const isMapped = groups?.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  const isTranslated =
    groups?.[0] === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every((group) => group === 0)
  if (!groups || !(isMapped || isTranslated)) return undefined
  const [high = 0, low = 0] = groups.slice(6)
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The eight numbers of an IPv6 address, as the URL parser writes it; undefined: it is none. */
function groupsOf(address: string): number[] | undefined {
  if (isIP(address) !== 6 || address.includes('%')) return undefined
  const text = new URL(`http://[${address}]/`).hostname.slice(1, -1)
  const [head = '', tail] = text.split('::')
  const numbers = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const start = numbers(head)
  const end = tail === undefined ? [] : numbers(tail)
  return [...start, ...Array<number>(8 - start.length - end.length).fill(0), ...end]
}

/** Resolves a name to all of its addresses. */
export type Resolve = (
  hostname: string,
  callback: (error: Error | null, addresses: string[]) => void,
) => void

const resolveBySystem: Resolve = (hostname, callback) => {
  systemLookup(hostname, { all: true }, (error, found) => {
    callback(error, error ? [] : found.map(({ address }) => address))
  })
}

export class ForbiddenAddress extends Error {
  constructor() {
    super('This name leads to an address that may not be called.')
    this.name = 'ForbiddenAddress'
  }
}

/**
 * For connectors: the addresses of a name, checked in the moment of connecting, so that no second answer of the name server
 * leads elsewhere. One forbidden address among them forbids all.
 */
export function createLookup(reach: Reach, resolve: Resolve = resolveBySystem): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, found) => {
      if (error) return callback(error, '', 0)
      const isAllowed = found.every((one) => mayConnect(one, reach))
      const all = found
        .map((address) => ({ address, family: isIP(address) }))
        .filter(({ family }) => !options.family || options.family === family)
      const [first] = all
      if (!isAllowed || !first) return callback(new ForbiddenAddress(), '', 0)
      return options.all ? callback(null, all) : callback(null, first.address, first.family)
    })
  }
}

/** The IP address that a URL names by itself; undefined: it has a name that must be resolved. */
export function literalOf(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return isIP(host) === 0 ? undefined : host
}

export type AddressCheck =
  | { isAllowed: true; url: URL }
  | {
      isAllowed: false
      /** For whoever typed the address: what is wrong, and what to do. */
      reason: string
      /** The same for a page that says it in the reader's language. */
      problem: AddressProblem
    }

export type AddressProblem = 'wrong-address' | 'not-encrypted' | 'dns' | 'private-address'

/**
 * Whether a provider that is added at run time may have this address. Connections check it again: what a name leads to may
 * change after this.
 */
export async function checkAddress(
  text: string,
  isOwnHardware: boolean,
  resolve: Resolve = resolveBySystem,
): Promise<AddressCheck> {
  if (!URL.canParse(text))
    return no('That is not a web address, such as https://models.example.eu/v1.')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return no('The address must begin with https://.')
  }
  if (url.username !== '' || url.password !== '') {
    return no('The address must not hold a name or a password: keys have a field of their own.')
  }
  if (url.search !== '' || url.hash !== '') {
    return no('The address must end before “?” and “#”.')
  }
  if (url.protocol === 'http:' && !isOwnHardware) {
    const reason = 'Keys and prompts must travel encrypted: the address must begin with https://.'
    return no(reason, 'not-encrypted')
  }
  const literal = literalOf(url)
  const found = literal === undefined ? await addressesOf(url.hostname, resolve) : [literal]
  if (found.length === 0) return no('There is no machine of that name.', 'dns')
  if (found.every((address) => mayConnect(address, isOwnHardware ? 'own-hardware' : 'public'))) {
    return { isAllowed: true, url }
  }
  return no(
    isOwnHardware
      ? 'That address belongs to the network itself (link-local, metadata, multicast), not to a model.'
      : 'That is a private address. If the machine is your own, mark the provider as own hardware.',
    isOwnHardware ? 'wrong-address' : 'private-address',
  )
}

function addressesOf(hostname: string, resolve: Resolve): Promise<string[]> {
  return new Promise((done) => {
    resolve(hostname, (_error, found) => done(found))
  })
}

function no(reason: string, problem: AddressProblem = 'wrong-address'): AddressCheck {
  return { isAllowed: false, reason, problem }
}
