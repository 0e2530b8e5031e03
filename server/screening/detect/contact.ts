import { isIP } from 'node:net'
import { distanceTo, surroundingsOf } from './context.ts'
import type { Finding } from './finding.ts'
import { CHARACTER, isWordCode } from './shapes.ts'
import { IP_WORDS, NUMBERS_OF_THINGS, PHONE_WORDS, VERSION_WORDS } from './words-of-numbers.ts'

const MAX_LOCAL = 64
const MAX_DOMAIN = 253

/** The address around an `@`. RFC 5321 lengths; quoted local parts, which nobody uses, are not looked for. */
export function findEmail(text: string, at: number): Finding | null {
  let start = at
  while (start > 0 && at - start < MAX_LOCAL && isLocalCode(text.charCodeAt(start - 1))) start -= 1
  while (start < at && text[start] === '.') start += 1
  let end = at + 1
  while (end < text.length && end - at < MAX_DOMAIN && isDomainCode(text.charCodeAt(end))) end += 1
  while (end > at && (text[end - 1] === '.' || text[end - 1] === '-')) end -= 1
  const dot = at + text.slice(at, end).lastIndexOf('.')
  if (start === at || dot <= at + 1 || end - dot < 3) return null
  // A version (`lodash@4.17.21`), a size (`icon@2x.png`) and where code is kept (`git@github.com:`) are no addresses.
  for (let tld = dot + 1; tld < end; tld += 1)
    if (CHARACTER[text.charCodeAt(tld)] === 1 && text.slice(dot + 1, dot + 5) !== 'xn--')
      return null
  const local = text.slice(start, at)
  if (local === 'git' || FILES.test(text.slice(dot + 1, end)) || text.startsWith('..', at + 1))
    return null
  // With a password before it, it is part of an address of a server.
  if (
    start >= 1 &&
    (text[start - 1] === ':' || text[start - 1] === '/') &&
    text.slice(Math.max(0, start - 80), start).includes('://')
  )
    return null
  return { kind: 'email', type: 'email', country: null, start, end, score: 0.98 }
}

const FILES = /^(?:png|jpe?g|gif|svg|webp|css|js|ts|map)$/i

function isLocalCode(code: number): boolean {
  if (code < 128)
    return (
      CHARACTER[code] !== 0 ||
      code === 0x2e ||
      code === 0x2b ||
      code === 0x2d ||
      code === 0x25 ||
      code === 0x27
    )
  return isWordCode(code)
}

function isDomainCode(code: number): boolean {
  if (code < 128) return (CHARACTER[code] !== 0 && code !== 95) || code === 0x2e || code === 0x2d
  return isWordCode(code)
}

const IPV4 =
  /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.]*\d)(?![\w-])/

/** A public address: those of inner networks and of this machine lead to nobody. */
export function findIpv4(text: string, start: number, hint: string): Finding | null {
  const [found] = IPV4.exec(text.slice(start, start + 20)) ?? []
  if (
    found === undefined ||
    (start > 0 &&
      (isWordCode(text.charCodeAt(start - 1)) ||
        text[start - 1] === '.' ||
        text[start - 1] === '-'))
  )
    return null
  if (isInner(found)) return null
  const end = start + found.length
  const around = surroundingsOf(text, start, { end, hint })
  const near = distanceTo(IP_WORDS, around)
  if (distanceTo(VERSION_WORDS, around) < near) return null
  const octets = found.split('.').map(Number)
  // 4.12.0.3 without a word for it may be anything.
  if (near === Infinity && octets.every((octet) => octet < 40)) return null
  return { kind: 'ip-address', type: 'ipv4', country: null, start, end, score: 0.9 }
}

function isInner(address: string): boolean {
  const [a = 0, b = 0, c = 0] = address.split('.').map(Number)
  if (a === 0 || a === 10 || a === 127 || a >= 224) return true
  if (a === 172 && b >= 16 && b <= 31) return true
  return (
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b <= 127) ||
    (a === 255 && c === 255)
  )
}

/** An address of the internet (2000::/3), of which a colon stands at `colon`. */
export function findIpv6(text: string, colon: number): Finding | null {
  let start = colon
  while (start > 0 && colon - start < 5 && isHex(text.charCodeAt(start - 1))) start -= 1
  if (
    start === colon ||
    (start > 0 && (isWordCode(text.charCodeAt(start - 1)) || text[start - 1] === ':'))
  )
    return null
  let end = colon
  while (
    end < text.length &&
    end - start < 45 &&
    (isHex(text.charCodeAt(end)) || text[end] === ':' || text[end] === '.')
  )
    end += 1
  while (end > colon && (text[end - 1] === '.' || (text[end - 1] === ':' && text[end - 2] !== ':')))
    end -= 1
  const found = text.slice(start, end)
  if (!/^[23][\da-f]{3}:/i.test(found) || isIP(found) !== 6 || isWordCode(text.charCodeAt(end)))
    return null
  return { kind: 'ip-address', type: 'ipv6', country: null, start, end, score: 0.95 }
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70)
}

/** Calling codes (ITU-T E.164) of the EU and its neighbours, with the digits that follow. */
const CODES: Readonly<Record<string, readonly [string, number, number]>> = {
  43: ['AT', 4, 13],
  32: ['BE', 8, 9],
  359: ['BG', 7, 9],
  357: ['CY', 8, 8],
  420: ['CZ', 9, 9],
  49: ['DE', 6, 13],
  45: ['DK', 8, 8],
  372: ['EE', 7, 8],
  34: ['ES', 9, 9],
  358: ['FI', 6, 11],
  33: ['FR', 9, 9],
  30: ['GR', 10, 10],
  385: ['HR', 8, 9],
  36: ['HU', 8, 9],
  353: ['IE', 7, 9],
  39: ['IT', 8, 11],
  370: ['LT', 8, 8],
  352: ['LU', 6, 11],
  371: ['LV', 8, 8],
  356: ['MT', 8, 8],
  31: ['NL', 9, 9],
  48: ['PL', 9, 9],
  351: ['PT', 9, 9],
  40: ['RO', 9, 9],
  46: ['SE', 7, 10],
  386: ['SI', 8, 8],
  421: ['SK', 9, 9],
  44: ['GB', 9, 10],
  41: ['CH', 9, 9],
  47: ['NO', 8, 8],
  1: ['US', 10, 10],
  380: ['UA', 9, 9],
  90: ['TR', 10, 10],
}
const PHONE = /^(?:\+|00)?\(?\d(?:(?:[ \u00a0\u202f.)\u2011/-]{0,2}| ?\(0\) ?)\d){5,16}/

/** A phone number: with the code of a country it counts by itself, else only where words near it say so. */
export function findPhone(text: string, start: number, hint: string): Finding | null {
  const from = text[start - 1] === '(' ? start - 1 : start
  const isInternational = text[from - 1] === '+' || text.startsWith('00', start)
  const begin = text[from - 1] === '+' ? from - 1 : from
  if (isCut(text, begin - 1)) return null
  const [found] = PHONE.exec(text.slice(begin, begin + 40)) ?? []
  if (found === undefined) return null
  const end = begin + found.length
  const next = text.charCodeAt(end)
  if (isWordCode(next)) return null
  const digits = found.replaceAll(/\D/g, '')
  const at = { start: begin, end, hint }
  return isInternational ? international(text, at, digits) : national(text, at, digits)
}

interface At {
  start: number
  end: number
  hint: string
}

function international(text: string, { start, end, hint }: At, digits: string): Finding | null {
  const hasPlus = text[start] === '+'
  const number = hasPlus ? digits : digits.slice(2)
  for (let length = 3; length >= 1; length -= 1) {
    const known = CODES[number.slice(0, length)]
    if (!known) continue
    const [country, least, most] = known
    // A trunk prefix in brackets is said, and not dialled: +44 (0)20.
    const rest = number.slice(length).replace(/^0/, '').length
    if (rest < least - 1 || rest > most) return null
    if (!hasPlus) {
      const around = surroundingsOf(text, start, { end, hint })
      if (distanceTo(NUMBERS_OF_THINGS, around) < distanceTo(PHONE_WORDS, around)) return null
    }
    return { kind: 'phone', type: 'phone', country, start, end, score: hasPlus ? 0.95 : 0.85 }
  }
  return null
}

function national(text: string, { start, end, hint }: At, digits: string): Finding | null {
  if (digits.length < 7 || digits.length > 13 || isDate(text.slice(start, end))) return null
  const around = surroundingsOf(text, start, { end, hint })
  const near = distanceTo(PHONE_WORDS, around)
  if (near > 40 || distanceTo(NUMBERS_OF_THINGS, around) <= near) return null
  return { kind: 'phone', type: 'phone', country: null, start, end, score: 0.8 }
}

function isDate(written: string): boolean {
  return /^(?:\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{4}[-./]\d{1,2}[-./]\d{1,2})[-./)]?$/.test(written)
}

function isCut(text: string, at: number): boolean {
  if (at < 0) return false
  const code = text.charCodeAt(at)
  if (isWordCode(code) || code === 0x23 || code === 0x2b) return true
  return (
    (code === 0x2e || code === 0x2d || code === 0x2f || code === 0x2c) &&
    /\d/.test(text[at - 1] ?? '')
  )
}
