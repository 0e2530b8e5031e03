import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'

/** Signed notes with Ed25519: c2sp.org/signed-note. */
const ED25519 = Buffer.from([1])

/** Who may have signed: `name+keyid+key`, as notes name their verifiers. */
export interface NoteVerifier {
  name: string
  /** The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key), hex. */
  keyId: string
  publicKey: KeyObject
  /** The whole of it as text, for others. */
  text: string
}

export interface NoteSigner {
  verifier: NoteVerifier
  privateKey: KeyObject
}

export function createNoteSigner(name: string): { signer: NoteSigner; secret: string } {
  const secret = generateKeyPairSync('ed25519')
    .privateKey.export({ format: 'der', type: 'pkcs8' })
    .toString('base64')
  return { signer: readNoteSigner(name, secret), secret }
}

/** @param secret PKCS #8 in base64. */
export function readNoteSigner(name: string, secret: string): NoteSigner {
  const privateKey = createPrivateKey({
    key: Buffer.from(secret, 'base64'),
    format: 'der',
    type: 'pkcs8',
  })
  const raw = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? ''
  return { verifier: verifierOf(name, Buffer.from(raw, 'base64url')), privateKey }
}

/** Throws where the text is no verifier key, or its id is not that of its key. */
export function readNoteVerifier(text: string): NoteVerifier {
  const [, name = '', keyId = '', packed = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? []
  const bytes = fromBase64(packed)
  if (bytes?.length !== 33 || bytes[0] !== 1)
    throw new Error(`This is no key of a signed note: ${text}`)
  const verifier = verifierOf(name, bytes.subarray(1))
  if (verifier.keyId !== keyId) throw new Error(`The id of this key is not its own: ${text}`)
  return verifier
}

function verifierOf(name: string, raw: Buffer): NoteVerifier {
  const keyId = hash(
    'sha256',
    Buffer.concat([Buffer.from(`${name}\n`), ED25519, raw]),
    'hex',
  ).slice(0, 8)
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') },
    format: 'jwk',
  })
  const key = Buffer.concat([ED25519, raw]).toString('base64')
  return { name, keyId, publicKey, text: `${name}+${keyId}+${key}` }
}

/** @param text Ends with a newline. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  const lines = signers.map(({ verifier, privateKey }) => {
    const signature = sign(null, Buffer.from(text), privateKey)
    const packed = Buffer.concat([Buffer.from(verifier.keyId, 'hex'), signature])
    return `— ${verifier.name} ${packed.toString('base64')}\n`
  })
  return `${text}\n${lines.join('')}`
}

export interface OpenedNote {
  /** What is signed, its last newline included. */
  text: string
  /** Ids of the keys that signed. */
  keyIds: string[]
  /** The same keys whole: an id has 32 bits, of which another key can be made to have the same. */
  signers: string[]
}

const NOTE = /^((?:.+\n)+)\n((?:— \S+ \S+\n)+)$/

/**
 * What stands in a note that was signed with these keys. Stricter than the format: each signature must be by one of them, so
 * that no byte of a note can be another. Throws, in words for people, where it is not so.
 */
export function openNote(note: string, verifiers: readonly NoteVerifier[]): OpenedNote {
  const [, text = '', signatures = ''] = NOTE.exec(note) ?? []
  if (text === '') throw new Error('it is no signed note')
  const found = signatures
    .trimEnd()
    .split('\n')
    .map((line) => checkSignature(text, line, verifiers))
  const signers = found.map((verifier) => verifier.text)
  if (new Set(signers).size < signers.length) throw new Error('a key signed it twice')
  return { text, keyIds: found.map(({ keyId }) => keyId), signers }
}

function checkSignature(
  text: string,
  line: string,
  verifiers: readonly NoteVerifier[],
): NoteVerifier {
  const [, name = '', packed = ''] = line.split(' ')
  const bytes = fromBase64(packed)
  const keyId = bytes?.subarray(0, 4).toString('hex')
  const named = verifiers.filter((one) => one.name === name && one.keyId === keyId)
  if (!bytes || named.length === 0) throw new Error('it is signed with a key that is not known')
  const signature = bytes.subarray(4)
  const verifier = named.find((one) => verify(null, Buffer.from(text), one.publicKey, signature))
  if (verifier) return verifier
  throw new Error('its signature is wrong')
}

/** Strictly: two texts for the same bytes would be room for changes. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}
