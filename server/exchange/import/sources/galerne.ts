import type { z } from 'zod'
import { ArchivedConversation } from '#wire/exchange.ts'
import type { AttachmentPart } from '#wire/message-parts.ts'
import { PortableConversation } from '#wire/rights.ts'
import { MAX_TEXT_CHARS } from '../build-tree.ts'
import { nameOf, orNull, textOf, timeOf, type Fields } from '../fields.ts'
import type { Drop, ImportedMessage, Reading } from '../imported.ts'
import { lost } from '../make-reading.ts'

/** A conversation of our own format: the second, or the first, which “My data” gives. */
export function readGalerne(element: Fields): Reading | undefined {
  if (!('classification' in element) || !Array.isArray(element.messages)) return undefined
  const second = readAs(ArchivedConversation, element)
  const read = second.success ? second : readAs(PortableConversation, element)
  if (!read.success) return lost('unreadable', nameOf(element.title))
  const { data } = read
  const own = second.success ? second.data : undefined
  const messages = own
    ? own.messages.map((message) => fromArchive(message, own))
    : read.data.messages.map((message): ImportedMessage => {
        const { id, parentId, role, lang, modelId, createdAt } = message
        const [text, reasoning] = [
          textOf(message.text),
          'reasoning' in message ? textOf(message.reasoning) : '',
        ]
        return {
          sourceId: id,
          parentId,
          role,
          text,
          reasoning,
          parts: [],
          modelId,
          lang,
          atMs: timeOf(createdAt),
        }
      })
  const files = own ? own.messages.flatMap((message) => filesOf(message)) : []
  const behind = own ? own.messages.flatMap((message) => filesOf(message, own)) : []
  const found = {
    conversation: 1,
    message: messages.length,
    attachment: files.length,
    part: 0,
  }
  const stay = behind.map((example): Drop => ({
    unit: 'attachment',
    reason: 'file_not_taken',
    count: 1,
    example,
  }))
  const problem = messages.length === 0 ? 'empty' : problemOf(messages)
  if (problem) return { found, drops: [...stay, ...dropAll(problem, data.title, messages.length)] }
  const conversation = {
    source: 'galerne' as const,
    sourceId: data.id,
    title: nameOf(data.title),
    createdMs: timeOf(data.createdAt),
    updatedMs: timeOf(data.updatedAt),
    modelId: own ? orNull(nameOf(own.modelId)) : null,
    folder: own ? orNull(nameOf(own.folder)) : null,
    isPinned: own?.isPinned ?? false,
    isArchived: own?.isArchived ?? false,
    lang: own?.lang ?? null,
    classification: data.classification,
    messages,
    branches: branchesOf(messages),
    ...(own?.beside && { beside: own.beside }),
    ...(own?.files && { files: own.files }),
  }
  return { conversation, found, drops: stay }
}

type Own = Pick<ArchivedConversation, 'files'>
type OwnMessage = ArchivedConversation['messages'][number]

function fromArchive(message: OwnMessage, own: Own): ImportedMessage {
  const { status, usage, origin, error, omittedMessages, reasoning } = message
  const files = filesOf(message, own)
  const names = files.length > 0 ? [files.map((name) => `[📎 ${name}]`).join(' ')] : []
  return {
    sourceId: message.id,
    parentId: message.parentId,
    role: message.role,
    text: [textOf(message.text), ...names].filter((text) => text !== '').join('\n\n'),
    reasoning: textOf(reasoning?.text),
    parts: (message.parts ?? []).filter((part) => part.type !== 'attachment' || isAlong(own, part)),
    modelId: message.modelId,
    lang: message.lang,
    atMs: timeOf(message.createdAt),
    rest: {
      // Nobody writes it any more.
      status: status === 'streaming' ? 'interrupted' : status,
      usage,
      ...(origin && { origin }),
      error,
      ...(omittedMessages !== undefined && { omittedMessages }),
      reasoningMs: reasoning?.elapsedMs ?? null,
    },
  }
}

/** Without what the database cannot keep, wherever it stands. */
function readAs<Schema extends z.ZodType>(schema: Schema, element: Fields) {
  const read = schema.safeParse(element)
  const json = read.success ? JSON.stringify(read.data) : ''
  if (!/\\u(?:0000|d[89a-f])/i.test(json)) return read
  const clean = (_: string, value: unknown) => (typeof value === 'string' ? textOf(value) : value)
  return schema.safeParse(JSON.parse(json, clean))
}

/** Names of its files; of an archive, of those alone that do not lie in it: their names stay where they were. */
function filesOf({ parts = [] }: OwnMessage, own: Own = {}): string[] {
  return parts.flatMap((part) =>
    part.type === 'attachment' && !isAlong(own, part) ? [nameOf(part.name)] : [],
  )
}

function isAlong({ files = [] }: Own, { attachmentId }: AttachmentPart): boolean {
  return files.some((file) => file.attachmentId === attachmentId)
}

function dropAll(reason: 'empty' | 'unreadable', title: string, messages: number): Drop[] {
  const example = nameOf(title)
  const drops: Drop[] = [{ unit: 'conversation', reason, count: 1, example }]
  if (messages > 0) drops.push({ unit: 'message', reason: 'in_a_circle', count: messages, example })
  return drops
}

/** Our own files are in order; one that is not was written by somebody else. */
function problemOf(messages: readonly ImportedMessage[]): 'unreadable' | undefined {
  const known = new Set<string>()
  for (const { sourceId, parentId, text } of messages) {
    if (text.length > MAX_TEXT_CHARS) return 'unreadable'
    if (known.has(sourceId) || (parentId !== null && !known.has(parentId))) return 'unreadable'
    known.add(sourceId)
  }
  return undefined
}

function branchesOf(messages: readonly ImportedMessage[]): number {
  const siblings = Map.groupBy(messages, ({ parentId }) => parentId)
  return [...siblings.values()].filter(({ length }) => length > 1).length
}
