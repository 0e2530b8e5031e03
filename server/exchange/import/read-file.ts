import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { AppError } from '#server/lib/app-error.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { FILES_FOLDER } from '../export/file-names.ts'
import { fieldsOf, nameOf, type Fields } from './fields.ts'
import type { Reading } from './imported.ts'
import { readElements, type JsonElement } from './json-elements.ts'
import { lost } from './make-reading.ts'
import { readChatgpt } from './sources/chatgpt.ts'
import { readClaude } from './sources/claude.ts'
import { readGalerne } from './sources/galerne.ts'
import { isLeChatMessage, readLeChat } from './sources/le-chat.ts'
import { readLibrechat } from './sources/librechat.ts'
import { readMarkdownFile } from './sources/markdown.ts'
import { readOpenWebui } from './sources/open-webui.ts'
import { readOther } from './sources/other.ts'
import { listZip, readZipFile, type Unpacked, type ZipFile } from './zip-reader.ts'

/** What a file has, in its order. */
export type FileItem =
  | { type: 'reading'; reading: Reading; readBytes: number }
  /** Of an archive: a file that holds no conversations. */
  | { type: 'other-file'; name: string }

const MAX_TEXT_BYTES = 16 * 1024 * 1024
const MAX_CONVERSATIONS = 200_000

/** Everything in a file that somebody sent, whatever program wrote it. Throws `invalid_request` where nothing is understood. */
export async function* readFile(path: string, name: string): AsyncGenerator<FileItem> {
  let readings = 0
  for await (const item of itemsOf(path, name)) {
    if (item.type === 'reading') readings += 1
    if (readings > MAX_CONVERSATIONS) {
      throw new AppError('invalid_request', 'This file has more than 200,000 conversations.')
    }
    yield item
  }
  if (readings === 0) {
    throw new AppError(
      'invalid_request',
      'No conversations were found in this file. Send an export of ChatGPT, Claude, Le Chat, LibreChat, Open WebUI or Galerne as it was downloaded (ZIP or JSON), or a text of Markdown.',
    )
  }
}

async function* itemsOf(path: string, name: string): AsyncGenerator<FileItem> {
  const { size } = await stat(path)
  const start = await readStart(path)
  if (start.readUInt32LE(0) === 0x04034b50) yield* readArchive(path)
  else if (/^\uFEFF?\s*[[{]/.test(start.toString('utf8'))) {
    const counted = { bytes: 0 }
    yield* readJson(counting(createReadStream(path), counted), counted)
  } else if (start.includes(0)) return
  else yield* readText(createReadStream(path), { name, readBytes: size })
}

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path)
  const buffer = Buffer.alloc(512, 0x20)
  await file.read(buffer, 0, 512, 0).finally(() => file.close())
  return buffer
}

async function* counting(
  chunks: AsyncIterable<Buffer>,
  counted: { bytes: number },
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    counted.bytes += chunk.length
    yield chunk
  }
}

async function* readArchive(path: string): AsyncGenerator<FileItem> {
  const unpacked: Unpacked = { bytes: 0 }
  const progress = { bytes: 0 }
  for (const file of await listZip(path)) {
    const { name } = file
    if (name.endsWith('/') || name.startsWith('__MACOSX/')) continue
    let count = 0
    for await (const item of readZipped(path, file, { unpacked, progress })) {
      count += 1
      yield item
    }
    progress.bytes += file.packedBytes
    if (count === 0) yield { type: 'other-file', name: nameOf(name) }
  }
}

interface ArchiveProgress {
  unpacked: Unpacked
  /** Packed bytes of the files before. */
  progress: { bytes: number }
}

async function* readZipped(
  path: string,
  file: ZipFile,
  { unpacked, progress }: ArchiveProgress,
): AsyncGenerator<FileItem> {
  // Files that went along with questions are no conversations, whatever they are called.
  if (file.name.startsWith(`${FILES_FOLDER}/`)) return
  const isJson = /\.jsonl?$/i.test(file.name)
  const isText = /\.(?:md|markdown)$/i.test(file.name) && !/(?:^|\/)index\.md$/.test(file.name)
  if (!isJson && !isText) return
  const chunks = readZipFile(path, file, unpacked)
  if (isJson) yield* readJson(chunks, progress)
  else
    yield* readText(chunks, { name: file.name.split('/').at(-1) ?? '', readBytes: progress.bytes })
}

async function* readText(
  chunks: AsyncIterable<Buffer>,
  { name, readBytes }: { name: string; readBytes: number },
): AsyncGenerator<FileItem> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > MAX_TEXT_BYTES) {
      yield { type: 'reading', reading: lost('too_large', name), readBytes }
      return
    }
    pieces.push(chunk)
  }
  const text = Buffer.concat(pieces).toString('utf8')
  if (text.trim() !== '')
    yield { type: 'reading', reading: readMarkdownFile(text, name), readBytes }
}

/** A list of which nothing is known is some other file of the archive; one that begins with a conversation is none. */
async function* readJson(
  chunks: AsyncIterable<Buffer>,
  counted: { bytes: number },
): AsyncGenerator<FileItem> {
  const messages: Fields[] = []
  const waiting: Reading[] = []
  let isKnown = false
  for await (const element of readElements(chunks)) {
    const fields = element.type === 'value' ? parse(element) : undefined
    if (fields && !isKnown && isLeChatMessage(fields)) {
      messages.push(fields)
      continue
    }
    const reading = fields ? readOne(fields) : undefined
    if (reading) isKnown = true
    const all = reading ?? lost(reasonOf(element), nameOf(fields?.title) || nameOf(fields?.name))
    if (!isKnown) {
      waiting.push(all)
      if (waiting.length > 1000) return
      continue
    }
    for (const early of waiting.splice(0))
      yield { type: 'reading', reading: early, readBytes: counted.bytes }
    yield { type: 'reading', reading: all, readBytes: counted.bytes }
  }
  if (messages.length > 0) {
    yield { type: 'reading', reading: readLeChat(messages), readBytes: counted.bytes }
  }
}

function parse({ bytes }: { bytes: Buffer }): Fields | undefined {
  return fieldsOf(parseJson(bytes.toString('utf8')))
}

function reasonOf(element: JsonElement) {
  return element.type === 'too_large' ? 'too_large' : 'unreadable'
}

const READERS: readonly ((element: Fields) => Reading | undefined)[] = [
  readChatgpt,
  readClaude,
  readGalerne,
  readLibrechat,
  readOpenWebui,
  readOther,
]

function readOne(element: Fields): Reading | undefined {
  for (const read of READERS) {
    const reading = read(element)
    if (reading) return reading
  }
  return undefined
}
