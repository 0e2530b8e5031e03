import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const STEP_SECONDS = 30
const DIGITS = 6
/** A code of the step before or after is taken too: clocks of telephones are off by seconds. */
const TOLERANCE_STEPS = 1
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** 160 bits, in base 32 (RFC 4648), as authenticator apps read it. */
export function createTotpSecret(): string {
  let bits = ''
  for (const byte of randomBytes(20)) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[parseInt(five, 2)]).join('')
}

/** For a QR code: github.com/google/google-authenticator/wiki/Key-Uri-Format. */
export function toTotpUri(wish: { secret: string; issuer: string; account: string }): string {
  const { secret, issuer, account } = wish
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`
}

/** The code of a step (RFC 6238 over RFC 4226, SHA-1, six digits: the only kind that every app knows). */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', toBytes(secret)).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0xf
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

export function stepAt(ms: number): number {
  return Math.floor(ms / 1000 / STEP_SECONDS)
}

/** The step that the code is of; undefined: of none near now that comes after `lastStep`, the last that was used. */
export function findTotpStep(
  code: string,
  { secret, lastStep, nowMs }: { secret: string; lastStep: number; nowMs: number },
): number | undefined {
  const given = Buffer.from(code.replaceAll(/\s/g, ''))
  const now = stepAt(nowMs)
  let found: number | undefined
  for (let step = now - TOLERANCE_STEPS; step <= now + TOLERANCE_STEPS; step++) {
    const expected = Buffer.from(totpCode(secret, step))
    const isRight = given.length === expected.length && timingSafeEqual(given, expected)
    if (isRight && step > lastStep) found ??= step
  }
  return found
}

function toBytes(base32: string): Buffer {
  const bits = base32
    .split('')
    .map((character) => ALPHABET.indexOf(character).toString(2).padStart(5, '0'))
  const bytes = bits.join('').match(/.{8}/g) ?? []
  return Buffer.from(bytes.map((byte) => parseInt(byte, 2)))
}
