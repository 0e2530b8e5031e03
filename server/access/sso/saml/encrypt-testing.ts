import { constants, createCipheriv, publicEncrypt, randomBytes, X509Certificate } from 'node:crypto'

export interface EncryptWish {
  certificate: string
  /** What a test wants to be otherwise. */
  cipher?: 'aes-256-gcm' | 'aes-128-gcm' | 'aes-256-cbc'
  wrap?: 'oaep-sha256' | 'oaep-mgf1p' | 'pkcs1'
}

const CIPHER_NAMES = {
  'aes-256-gcm': 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'aes-128-gcm': 'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'aes-256-cbc': 'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
}
const WRAP_METHODS = {
  'oaep-sha256':
    '<xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#rsa-oaep"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><xenc11:MGF xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" Algorithm="http://www.w3.org/2009/xmlenc11#mgf1sha256"/></xenc:EncryptionMethod>',
  'oaep-mgf1p':
    '<xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"><ds:DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"/></xenc:EncryptionMethod>',
  pkcs1: '<xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-1_5"/>',
}

/** An `EncryptedAssertion` of whatever text, as anybody can make one who has read our metadata. */
export function encrypted(plain: string, wish: EncryptWish): string {
  const { cipher = 'aes-256-gcm', wrap = 'oaep-sha256', certificate } = wish
  const secret = randomBytes(cipher === 'aes-128-gcm' ? 16 : 32)
  const { publicKey: key } = new X509Certificate(certificate)
  const wrapped =
    wrap === 'pkcs1'
      ? publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, secret)
      : publicEncrypt({ key, oaepHash: wrap === 'oaep-sha256' ? 'sha256' : 'sha1' }, secret)
  const sealed = seal(plain, cipher, secret)
  const value = (bytes: Buffer) =>
    `<xenc:CipherData><xenc:CipherValue>${bytes.toString('base64')}</xenc:CipherValue></xenc:CipherData>`
  return (
    '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Element">' +
    `<xenc:EncryptionMethod Algorithm="${CIPHER_NAMES[cipher]}"/>` +
    `<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey>${WRAP_METHODS[wrap]}${value(wrapped)}</xenc:EncryptedKey></ds:KeyInfo>` +
    `${value(sealed)}</xenc:EncryptedData></saml:EncryptedAssertion>`
  )
}

function seal(plain: string, cipher: EncryptWish['cipher'] & string, secret: Buffer): Buffer {
  if (cipher === 'aes-256-cbc') {
    const iv = randomBytes(16)
    const sealer = createCipheriv(cipher, secret, iv)
    return Buffer.concat([iv, sealer.update(plain), sealer.final()])
  }
  const iv = randomBytes(12)
  const sealer = createCipheriv(cipher, secret, iv)
  return Buffer.concat([iv, sealer.update(plain), sealer.final(), sealer.getAuthTag()])
}

const ALL = /<saml:Assertion[\s\S]*<\/saml:Assertion>/
const EACH = /<saml:Assertion(?:(?!<saml:Assertion)[\s\S])*?<\/saml:Assertion>/g

/** A response with all of its assertions encrypted as one, and with each of them encrypted alone. */
export function encryptedForms(xml: string, wish: EncryptWish): Record<string, string> {
  const forms: Record<string, string> = {
    'all as one': xml.replace(ALL, (text) => encrypted(text, wish)),
  }
  for (const [index, { 0: text }] of [...xml.matchAll(EACH)].entries()) {
    forms[`number ${index + 1} alone`] = xml.replace(text, () => encrypted(text, wish))
  }
  return forms
}
