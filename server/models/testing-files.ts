import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import type { CatalogueModel } from './catalogue-model.ts'

/** A GGUF file of this many bytes: a whole header with a chat template, then noise in place of weights. */
export function tinyGguf(sizeBytes = 300_000, name = 'Tiny'): Buffer {
  const fields = [
    textField('general.architecture', 'llama'),
    textField('general.name', name),
    textField('general.license', 'apache-2.0'),
    numberField('general.file_type', 15),
    numberField('llama.context_length', 2048),
    textField('tokenizer.ggml.model', 'gpt2'),
    textField('tokenizer.chat_template', '{{ messages }}'),
  ]
  const head = Buffer.alloc(24)
  head.write('GGUF')
  head.writeUInt32LE(3, 4)
  head.writeBigUInt64LE(0n, 8)
  head.writeBigUInt64LE(BigInt(fields.length), 16)
  const header = Buffer.concat([head, ...fields])
  return Buffer.concat([header, noise(sizeBytes - header.length)])
}

export const textField = (key: string, value: string) =>
  Buffer.concat([ggufString(key), uint32(8), ggufString(value)])

export const numberField = (key: string, value: number) =>
  Buffer.concat([ggufString(key), uint32(4), uint32(value)])

export function ggufString(text: string): Buffer {
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(text)))
  return Buffer.concat([length, Buffer.from(text)])
}

export function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32LE(value)
  return buffer
}

/** The same bytes each time, which do not pack well. */
function noise(sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes)
  for (let index = 0, state = 1; index < sizeBytes; index += 1) {
    state = (state * 1103515245 + 12345) & 0x7fffffff
    bytes[index] = state >> 16
  }
  return bytes
}

export const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** A model of the catalogue, for this content, from these sources. */
export function tinyModel(
  content: Buffer,
  sources: CatalogueModel['sources'],
  changes: Partial<CatalogueModel> = {},
): CatalogueModel {
  return {
    id: 'tiny',
    name: 'Tiny',
    family: 'Tiny',
    parametersBillions: 0.001,
    quantisation: 'Q4_K_M',
    sizeBytes: content.length,
    sha256: sha256Of(content),
    licence: { name: 'Apache-2.0', url: null, isOpenSource: true },
    languages: ['mt'],
    contextTokens: 2048,
    memoryBytes: 1_000_000,
    kind: 'chat',
    capabilities: { tools: false, jsonSchema: false },
    sources,
    notes: '',
    ...changes,
  }
}

export interface ZipEntry {
  name: string
  content: Buffer
  /** Lies in the headers, for tests of what becomes of liars. */
  claims?: { sizeBytes?: number; crc?: number; method?: number; flags?: number }
}

/** A ZIP archive, each member deflated. */
export function zip(entries: ZipEntry[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, content, claims = {} } of entries) {
    const packed = deflateRawSync(content)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(claims.flags ?? 0, 2)
    common.writeUInt16LE(claims.method ?? 8, 4)
    common.writeUInt32LE(claims.crc ?? crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(claims.sizeBytes ?? content.length, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([uint32(0x04034b50), common, Buffer.from(name), packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(at, 10)
    const madeBy = Buffer.from([20, 0])
    directory.push(Buffer.concat([uint32(0x02014b50), madeBy, common, rest, Buffer.from(name)]))
    bodies.push(local)
    at += local.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...bodies, ...directory, end])
}

export interface WheelPart {
  package: string
  version: string
  member: string
}

/** Writes one wheel a part, which pip takes for real ones, and says where each part lies. */
export async function writeWheels(folder: string, parts: Buffer[]): Promise<WheelPart[]> {
  await mkdir(folder, { recursive: true })
  return Promise.all(
    parts.map(async (content, index) => {
      const name = `galerne_test_part${index + 1}`
      const member = `${name}/data/part${index + 1}.bin`
      const info = `${name}-1.0.0.dist-info`
      const text = (path: string, lines: string) => {
        return { name: `${info}/${path}`, content: Buffer.from(lines) }
      }
      const wheel = zip([
        { name: `${name}/__init__.py`, content: Buffer.from('raise SystemExit("never run")\n') },
        { name: member, content },
        text('METADATA', `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0.0\n`),
        text(
          'WHEEL',
          'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
        ),
        text('RECORD', ''),
      ])
      await writeFile(join(folder, `${name}-1.0.0-py3-none-any.whl`), wheel)
      return { package: name.replaceAll('_', '-'), version: '1.0.0', member }
    }),
  )
}
