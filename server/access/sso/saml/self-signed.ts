import { createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto'

const SEQUENCE = 0x30
const SET = 0x31
const INTEGER = 0x02
const BIT_STRING = 0x03
const UTF8_STRING = 0x0c
const GENERALIZED_TIME = 0x18
const EXPLICIT_0 = 0xa0

/** sha256WithRSAEncryption, with its NULL (RFC 4055), and commonName (X.520). */
const RSA_SHA256 = Buffer.from('300d06092a864886f70d01010b0500', 'hex')
const COMMON_NAME = Buffer.from('0603550403', 'hex')

/**
 * A certificate that signs itself, in PEM (X.509, RFC 5280): metadata of SAML carries public keys in nothing else. Nobody
 * believes it for its signature or its end.
 */
export function selfSigned(
  privateKey: KeyObject,
  { name, fromMs, years }: { name: string; fromMs: number; years: number },
): string {
  const until = new Date(fromMs)
  until.setUTCFullYear(until.getUTCFullYear() + years)
  const named = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from(name)))),
  )
  const body = der(
    SEQUENCE,
    // Version 3.
    der(EXPLICIT_0, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    RSA_SHA256,
    named,
    der(SEQUENCE, timeOf(new Date(fromMs)), timeOf(until)),
    named,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
  )
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)])
  const whole = der(SEQUENCE, body, RSA_SHA256, der(BIT_STRING, signature))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n')
}

/** Distinguished encoding (X.690): tag, length, content. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function timeOf(date: Date): Buffer {
  const text = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return der(GENERALIZED_TIME, Buffer.from(text))
}
