import { BlockList, isIP } from 'node:net'

export interface HostRules {
  /** What the server listens on. */
  host: string
  allowedHosts: readonly string[]
  /** The address that people type, behind a reverse proxy; null: the server's own. */
  publicUrl: string | null
}

/**
 * Whether this server answers to a `Host` header. A page of a stranger may rebind its own name to 127.0.0.1 and then read
 * us as its own origin; it cannot make the browser send another name than its own, so names are what we check.
 * Addresses cannot be rebound: they pass where the server listens on more than loopback.
 */
export function createHostCheck(rules: HostRules): (header: string | undefined) => boolean {
  const names = new Set(['localhost', ...[rules.host, ...rules.allowedHosts].map(normalise)])
  if (rules.publicUrl !== null) names.add(normalise(new URL(rules.publicUrl).hostname))
  const isOpenToOthers = !isLoopback(normalise(rules.host))
  return (header) => {
    const name = hostnameOf(header)
    if (name === undefined) return false
    return names.has(name) || isLoopback(name) || (isOpenToOthers && isIP(name) !== 0)
  }
}

/** Whether a page of `origin` is our own page, as seen by the browser that sent `host`. */
export function isSameOrigin(origin: string, host: string, publicUrl: string | null): boolean {
  if (publicUrl !== null && origin === new URL(publicUrl).origin) return true
  if (!URL.canParse(origin) || !URL.canParse(`http://${host}`)) return false
  const { protocol, host: theirs } = new URL(origin)
  return new URL(`${protocol}//${host}`).host === theirs && /^https?:$/.test(protocol)
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Of an address or `localhost`; 127.0.0.1 inside IPv6 (`::ffff:127.0.0.1`) too. */
export function isLoopback(address: string | undefined): boolean {
  if (address === 'localhost') return true
  const version = isIP(address ?? '')
  return version !== 0 && loopback.check(address ?? '', version === 6 ? 'ipv6' : 'ipv4')
}

function hostnameOf(header: string | undefined): string | undefined {
  // Only what a name, an address and a port are made of: no userinfo, path or space for two parsers to differ on.
  if (header === undefined || !/^[\w.:[\]-]+$/.test(header)) return undefined
  return URL.canParse(`http://${header}`)
    ? normalise(new URL(`http://${header}`).hostname)
    : undefined
}

function normalise(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
}
