import assert from 'node:assert/strict'
import { crc32, inflateRawSync } from 'node:zlib'

/** The entries of a ZIP archive, read by its listing as other programs do. Checks every checksum. */
export function readZip(bytes: Buffer): Map<string, string> {
  const end = bytes.lastIndexOf(Buffer.from('504b0506', 'hex'))
  assert.ok(end >= 0, 'it has a listing')
  const entries = new Map<string, string>()
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    assert.equal(bytes.readUInt32LE(at), 0x02014b50)
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)]
    const nameLength = bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    const local = bytes.readUInt32LE(at + 42)
    assert.equal(bytes.readUInt32LE(local), 0x04034b50)
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const packed = bytes.subarray(from, from + size)
    const content = method === 0 ? packed : inflateRawSync(packed)
    assert.equal(crc32(content), bytes.readUInt32LE(at + 16), `the checksum of ${name}`)
    entries.set(name, content.toString('utf8'))
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

const NAME = String.raw`[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?`
const TEXT = String.raw`[^<>&]|&(?:lt|gt|amp|quot|apos|#\d+|#x[0-9A-Fa-f]+);`
const ATTRIBUTE = String.raw`\s+${NAME}="(?:[^<&"]|&(?:lt|gt|amp|quot|apos|#\d+);)*"`
const TOKEN = new RegExp(
  String.raw`<\?xml [^?]*\?>|<(/?)(${NAME})((?:${ATTRIBUTE})*)\s*(/?)>|((?:${TEXT})+)`,
  'gy',
)

/** Throws where a text is no well-formed XML (1.0, without DOCTYPE, comments and CDATA), or uses an undeclared prefix. */
export function assertWellFormed(xml: string): void {
  const open: string[] = []
  const declared = new Set(['xml', ...[...xml.matchAll(/xmlns:([\w-]+)=/g)].map(([, one]) => one)])
  TOKEN.lastIndex = 0
  let roots = 0
  while (TOKEN.lastIndex < xml.length) {
    const from = TOKEN.lastIndex
    const token = TOKEN.exec(xml)
    assert.ok(token, `at ${from}: ${xml.slice(from, from + 80)}`)
    const [, closing, name, attributes = '', empty] = token
    if (name === undefined) continue
    for (const [, prefix] of `<${name}${attributes}`.matchAll(/[<\s]([\w-]+):[\w-]+/g)) {
      assert.ok(prefix === 'xmlns' || declared.has(prefix), `the prefix of ${name} ${prefix}`)
    }
    const names = [...attributes.matchAll(/\s([\w:.-]+)="/g)].map(([, one]) => one)
    assert.equal(new Set(names).size, names.length, `${name} says an attribute twice`)
    if (closing) assert.equal(open.pop(), name)
    else {
      if (open.length === 0) roots += 1
      if (!empty) open.push(name)
    }
  }
  assert.deepEqual(open, [])
  assert.equal(roots, 1, 'it has one root')
}
