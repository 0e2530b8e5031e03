import type { Classification } from '#wire/classification.ts'
import type { FilePlace, ImportQuery } from '#wire/exchange.ts'
import type { AttachmentPart, MessagePart } from '#wire/message-parts.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Placed } from './import-store.ts'
import type { Tally } from './tally.ts'
import { listZip, readZipFile, type Unpacked, type ZipFile } from './zip-reader.ts'

/** Where files of an archive go: by the same way as what somebody attaches, past the scanner and within their room. */
export interface FileKeeper {
  /** Throws AppError where it may not come in. It waits for its conversation. */
  keep(
    principal: Principal,
    file: { name: string; classification: Classification; body: AsyncIterable<Uint8Array> },
  ): Promise<AttachmentPart>
  /** From now on they are the conversation's. */
  claim(principal: Principal, ids: readonly string[], conversationId: string): Promise<unknown>
}

/** The files of one archive. */
export type ArchiveFiles = ReturnType<typeof openArchiveFiles>

/** Looked at when the first conversation leads to a file. What is no archive has none. */
export function openArchiveFiles(path: string) {
  const unpacked: Unpacked = { bytes: 0 }
  let listing: Promise<Map<string, ZipFile>> | undefined
  const list = async () => {
    const files = await listZip(path).catch((): ZipFile[] => [])
    return new Map(files.map((file) => [file.name, file]))
  }
  return {
    find: async (place: string): Promise<ZipFile | undefined> =>
      (await (listing ??= list())).get(place),
    read: (file: ZipFile) => readZipFile(path, file, unpacked),
  }
}

export interface Taking {
  principal: Principal
  mode: ImportQuery['mode']
  files: ArchiveFiles
  keeper: FileKeeper | undefined
  tally: Tally
}

/**
 * Takes the files of messages that are new, and puts what leads to them into the messages. What does not come in leaves its
 * name there. Gives their ids.
 */
export async function takeFiles(
  one: Placed,
  isNew: (messageId: string) => boolean,
  taking: Taking,
): Promise<string[]> {
  const places = new Map(
    (one.conversation.files ?? []).map(({ attachmentId, path }: FilePlace) => [attachmentId, path]),
  )
  const taken: string[] = []
  for (const message of one.messages) {
    const [attached, parts] = split(message.parts)
    const names: string[] = []
    for (const part of attached) {
      const path = places.get(part.attachmentId)
      const wish = { part, path, classification: one.classification, isNew: isNew(message.id) }
      const kept = await takeFile(wish, taking)
      if (kept) parts.unshift(kept)
      else names.push(`[📎 ${part.name}]`)
      if (kept && kept !== part) taken.push(kept.attachmentId)
    }
    message.parts = parts
    message.text = [message.text, names.join(' ')].filter((text) => text !== '').join('\n\n')
  }
  return taken
}

function split(parts: readonly MessagePart[]): [AttachmentPart[], MessagePart[]] {
  const attached = parts.flatMap((part) => (part.type === 'attachment' ? [part] : []))
  return [attached, parts.filter(({ type }) => type !== 'attachment')]
}

interface TakingFile {
  part: AttachmentPart
  path: string | undefined
  classification: Classification
  /** Of a message that is not here yet. */
  isNew: boolean
}

/** Itself where it is only looked at; undefined: it stays behind. */
async function takeFile(
  { part, path, classification, isNew }: TakingFile,
  { principal, mode, files, keeper, tally }: Taking,
): Promise<AttachmentPart | undefined> {
  const { name } = part
  if (!isNew) {
    tally.already('attachment', 1)
    return part
  }
  const found = path === undefined ? undefined : await files.find(plain(path))
  try {
    if (!found || !keeper) throw new AppError('not_found', 'It is not in the archive.')
    const wish = { name, classification, body: files.read(found) }
    const kept = mode === 'check' ? part : await keeper.keep(principal, wish)
    tally.taken('attachment', 1)
    return kept
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    tally.dropped({ unit: 'attachment', reason: 'file_not_taken', count: 1, example: name })
    return undefined
  }
}

/** Addresses are written as such: a space is `%20`. */
function plain(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}
