/** One element of DER (X.690): as much of it as time stamps need. */
export interface Der {
  tag: number
  /** What is in it. */
  content: Buffer
  /** The whole of it, tag and length included. */
  bytes: Buffer
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** All elements that stand one after the other. Throws where the bytes are no DER. */
export function readAll(bytes: Buffer): Der[] {
  const found: Der[] = []
  for (let at = 0; at < bytes.length;) {
    const one = readOne(bytes.subarray(at))
    found.push(one)
    at += one.bytes.length
  }
  return found
}

export function readOne(bytes: Buffer): Der {
  const tag = bytes[0] ?? 0
  const first = bytes[1]
  const lengthBytes = first !== undefined && first >= 0x80 ? first - 0x80 : 0
  const start = 2 + lengthBytes
  if (first === undefined || lengthBytes > 4 || bytes.length < start) throw wrong()
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes)
  if (bytes.length < start + length) throw wrong()
  return {
    tag,
    content: bytes.subarray(start, start + length),
    bytes: bytes.subarray(0, start + length),
  }
}

/** The elements within one of this tag. */
export function partsOf(der: Der | undefined, tag: number): Der[] {
  if (der?.tag !== tag) throw wrong()
  return readAll(der.content)
}

export function write(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])
}

/** `1.2.840.113549.1.9.4` */
export function writeOid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest].flatMap((number) => {
    const digits = [number % 128]
    for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128)) {
      digits.unshift((left % 128) + 128)
    }
    return digits
  })
  return write(TAG.oid, Buffer.from(bytes))
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const bytes: number[] = []
  for (let left = length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256)
  return Buffer.from([0x80 + bytes.length, ...bytes])
}

function wrong(): Error {
  return new Error('it is no time stamp')
}
