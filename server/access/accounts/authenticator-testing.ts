import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import type { PasskeyCreated, PasskeyUsed } from '#wire/accounts.ts'

/** What may be wrong with an answer of an authenticator. */
export interface Wrongs {
  origin?: string
  rpId?: string
  challenge?: string
  /** The person was not asked for a finger, a face or a PIN. */
  isUnverified?: boolean
  counter?: number
  /** A certificate that nobody asked for. */
  certificate?: Buffer
}

/** A security key in software: ES256, no attestation (WebAuthn Level 3, sections 6 and 7). */
export function createTestAuthenticator(origin = 'http://localhost') {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  let counter = 0
  let userHandle = ''
  const clientData = (type: string, challenge: string, wrongs: Wrongs) =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: wrongs.challenge ?? challenge,
        origin: wrongs.origin ?? origin,
        crossOrigin: false,
      }),
    )
  const head = (rpId: string, flags: number, wrongs: Wrongs) => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(wrongs.counter ?? counter)
    const hash = createHash('sha256')
      .update(wrongs.rpId ?? rpId)
      .digest()
    return Buffer.concat([hash, Buffer.from([wrongs.isUnverified ? flags & ~4 : flags]), count])
  }
  return {
    id: id.toString('base64url'),

    create(options: Record<string, unknown>, wrongs: Wrongs = {}): PasskeyCreated {
      const rpId = text(options, 'rp', 'id')
      userHandle = text(options, 'user', 'id')
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const attested = [Buffer.alloc(16), length, id, coseKey(publicKey)]
      const authData = Buffer.concat([head(rpId, 0x45, wrongs), ...attested])
      const client = clientData('webauthn.create', text(options, 'challenge'), wrongs)
      const attestation = attest(authData, wrongs)
      return {
        id: id.toString('base64url'),
        rawId: id.toString('base64url'),
        type: 'public-key',
        response: {
          clientDataJSON: client.toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
        clientExtensionResults: {},
      }
    },

    use(options: Record<string, unknown>, wrongs: Wrongs = {}): PasskeyUsed {
      counter += 1
      const authData = head(text(options, 'rpId'), 0x05, wrongs)
      const client = clientData('webauthn.get', text(options, 'challenge'), wrongs)
      const signed = Buffer.concat([authData, createHash('sha256').update(client).digest()])
      return {
        id: id.toString('base64url'),
        rawId: id.toString('base64url'),
        type: 'public-key',
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: sign('sha256', signed, privateKey).toString('base64url'),
          userHandle,
        },
        clientExtensionResults: {},
      }
    },
  }
}

function attest(authData: Buffer, { certificate }: Wrongs): Buffer {
  const statement = certificate
    ? map([
        ['alg', cborNegative(-7)],
        ['sig', bytes(randomBytes(70))],
        ['x5c', Buffer.concat([Buffer.from([0x81]), bytes(certificate)])],
      ])
    : map([])
  return map([
    ['fmt', string(certificate ? 'packed' : 'none')],
    ['attStmt', statement],
    ['authData', bytes(authData)],
  ])
}

function text(value: unknown, ...path: string[]): string {
  const found = path.reduce<unknown>((at, name) => Object(at)[name], value)
  return typeof found === 'string' ? found : ''
}

/** COSE_Key of RFC 9053: kty EC2, alg ES256, crv P-256, x, y. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    bytes(Buffer.from(x, 'base64url')),
    Buffer.from([0x22]),
    bytes(Buffer.from(y, 'base64url')),
  ])
}

/** CBOR (RFC 8949), as much as is needed. */
function map(entries: [string, Buffer][]): Buffer {
  const parts = entries.flatMap(([name, value]) => [string(name), value])
  return Buffer.concat([Buffer.from([0xa0 | entries.length]), ...parts])
}

function string(value: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 | value.length]), Buffer.from(value)])
}

function bytes(value: Buffer): Buffer {
  const { length } = value
  const head = length < 256 ? [0x58, length] : [0x59, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(head), value])
}

function cborNegative(value: number): Buffer {
  return Buffer.from([0x20 | (-1 - value)])
}
