import { constants, createDecipheriv, privateDecrypt, type KeyObject } from 'node:crypto'
import { Parser } from 'htmlparser2'

/** How long the keys of each are; CBC is none of them: whoever can ask often enough reads it (Jager and Somorovsky, CCS 2011). */
const CIPHERS: Record<string, { name: 'aes-128-gcm' | 'aes-256-gcm'; keyBytes: number }> = {
  'http://www.w3.org/2009/xmlenc11#aes128-gcm': { name: 'aes-128-gcm', keyBytes: 16 },
  'http://www.w3.org/2009/xmlenc11#aes256-gcm': { name: 'aes-256-gcm', keyBytes: 32 },
}
/** SHA-1 within OAEP rests on no property of it that is broken. */
const OAEP_MGF1P = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p'
const OAEP = 'http://www.w3.org/2009/xmlenc11#rsa-oaep'
const HASHES: Record<string, string> = {
  'http://www.w3.org/2000/09/xmldsig#sha1': 'sha1',
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384': 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
  'http://www.w3.org/2009/xmlenc11#mgf1sha1': 'sha1',
  'http://www.w3.org/2009/xmlenc11#mgf1sha256': 'sha256',
  'http://www.w3.org/2009/xmlenc11#mgf1sha384': 'sha384',
  'http://www.w3.org/2009/xmlenc11#mgf1sha512': 'sha512',
}

const OPENING = /<((?:[^\s<>/:]+:)?)EncryptedAssertion[\s>]/g

/** Whether there is something in it to be decrypted, of whatever kind. */
export const isEncrypted = (xml: string) => /<(?:[^\s<>/:]+:)?Encrypted\w+[\s>]/.test(xml)

/**
 * The response with its assertion in the place of the encrypted one, to be looked at as any other: anybody can encrypt for us,
 * so that nothing of it is believed for having been. Throws where it is not exactly one, or encrypted otherwise.
 */
export function decryptAssertion(xml: string, privateKey: KeyObject): string {
  const [opening, another] = [...xml.matchAll(OPENING)]
  if (!opening || another) throw new Error('It does not hold exactly one encrypted assertion.')
  const close = `</${opening[1]}EncryptedAssertion>`
  const start = opening.index
  const end = xml.indexOf(close, start)
  if (end < 0 || xml.includes(close, end + 1)) throw new Error('It is not well-formed.')
  const sealed = xml.slice(start, end + close.length)
  const plain = open(read(sealed), privateKey)
  const whole = xml.slice(0, start) + plain + xml.slice(end + close.length)
  if (!/^\s*<(?:[^\s<>/:]+:)?Assertion[\s>]/.test(plain) || isEncrypted(whole)) {
    throw new Error('What was encrypted is not one assertion.')
  }
  return whole
}

interface Sealed {
  /** Of the data, then of the key: algorithm and content. */
  data: { algorithm: string; value: string }
  key: { algorithm: string; value: string; digest: string | undefined; mgf: string | undefined }
}

/** Exactly one key and one piece of data, each with one algorithm and one value (XML Encryption 1.1). */
function read(xml: string): Sealed {
  const found = new Map<string, string[]>()
  const path: string[] = []
  let text = ''
  const note = (value: string) => {
    // Of keys within the key information of the data, too, what is the key's is the key's.
    const inKey = path.includes('EncryptedKey') ? 'key' : 'data'
    const name = `${inKey} ${path.at(-1)}`
    found.set(name, [...(found.get(name) ?? []), value])
  }
  const parser = new Parser(
    {
      onopentag(name, { Algorithm }) {
        path.push(name.slice(name.indexOf(':') + 1))
        if (path.length > 12) throw new Error('It is too deep.')
        text = ''
        const last = path.at(-1) ?? ''
        if (last === 'EncryptedData' || last === 'EncryptedKey') note('')
        if (['EncryptionMethod', 'DigestMethod', 'MGF'].includes(last)) note(Algorithm ?? '')
      },
      ontext: (part) => void (text += part),
      onclosetag() {
        if (path.at(-1) === 'CipherValue') note(text.replaceAll(/\s+/g, ''))
        path.pop()
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.end(xml)
  const optional = (name: string) => {
    const [value, another] = found.get(name) ?? []
    if (another !== undefined) throw new Error(`There is more than one ${name}.`)
    return value
  }
  const one = (name: string) => {
    const value = optional(name)
    if (value === undefined) throw new Error(`There is no ${name}.`)
    return value
  }
  one('data EncryptedData')
  one('key EncryptedKey')
  const part = (name: 'data' | 'key') => ({
    algorithm: one(`${name} EncryptionMethod`),
    value: one(`${name} CipherValue`),
  })
  const [digest, mgf] = [optional('key DigestMethod'), optional('key MGF')]
  return { data: part('data'), key: { ...part('key'), digest, mgf } }
}

function open({ data, key }: Sealed, privateKey: KeyObject): string {
  const cipher = CIPHERS[data.algorithm]
  if (!cipher) throw new Error('It is encrypted by another algorithm than AES-GCM.')
  const oaepHash = hashOf(key)
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  const secret = privateDecrypt({ key: privateKey, padding, oaepHash }, bytes(key.value))
  if (secret.length !== cipher.keyBytes) throw new Error('Its key has another length.')
  const sealed = bytes(data.value)
  if (sealed.length < 12 + 16) throw new Error('It is too short.')
  const decipher = createDecipheriv(cipher.name, secret, sealed.subarray(0, 12), {
    authTagLength: 16,
  })
  decipher.setAuthTag(sealed.subarray(-16))
  const plain = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain)
}

/** The one hash of digest and mask: two of them are known to nobody but on paper. */
function hashOf({ algorithm, digest, mgf }: Sealed['key']): string {
  if (algorithm !== OAEP && algorithm !== OAEP_MGF1P) {
    throw new Error('Its key is encrypted by another algorithm than RSA-OAEP.')
  }
  const ofDigest = digest === undefined ? 'sha1' : HASHES[digest]
  const ofMask = mgf === undefined || algorithm === OAEP_MGF1P ? 'sha1' : HASHES[mgf]
  if (ofDigest === undefined || ofDigest !== ofMask) {
    throw new Error('Digest and mask of RSA-OAEP must be by one hash, SHA-256 the best.')
  }
  return ofDigest
}

function bytes(base64: string): Buffer {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw new Error('It is no base64.')
  return Buffer.from(base64, 'base64')
}
