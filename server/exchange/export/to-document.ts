import type { ArchivedMessage } from '#wire/exchange.ts'
import type { AttachmentPart, MessagePart } from '#wire/message-parts.ts'
import {
  directionOf,
  type RichBlock,
  type RichDocument,
  type RichInline,
} from '#server/lib/documents/rich/rich-document.ts'
import { readMarkdown, safeLink } from '../markdown/read-markdown.ts'
import { sourceName } from '../source-names.ts'
import { fill } from '../texts/export-texts.ts'
import { dayOf, labelOf, type ExportAbout } from './labels.ts'
import type { ExportedHead } from './export-store.ts'

/** A conversation as a text with headings: what was asked and answered, by whom, and who answers for it. */
export function toDocument(
  head: ExportedHead,
  messages: readonly ArchivedMessage[],
  about: ExportAbout,
): RichDocument {
  const { texts, lang } = about
  const versions = versionsOf(messages)
  return {
    title: head.title || texts.untitled,
    lang,
    author: about.author,
    madeAt: about.madeAt,
    words: { page: texts.page, notes: texts.notes },
    blocks: [
      label(headLine(head, about)),
      ...messages.flatMap((message) => toBlocks(message, { head, about, versions })),
    ],
  }
}

function headLine(head: ExportedHead, about: ExportAbout): string {
  const { texts } = about
  const parts = [
    fill(texts.exportedOn, { day: dayOf(about.madeAt, about.lang) }),
    `${texts[head.classification]}.`,
    ...(head.importedFrom === null
      ? []
      : [fill(texts.takenFrom, { source: sourceName(head.importedFrom) })]),
  ]
  return parts.join(' ')
}

interface Writing {
  head: ExportedHead
  about: ExportAbout
  versions: ReadonlyMap<string, { number: number; count: number }>
}

function toBlocks(message: ArchivedMessage, writing: Writing): RichBlock[] {
  const { about } = writing
  const { texts } = about
  const isAnswer = message.role === 'assistant'
  const day = dayOf(message.createdAt, about.lang)
  const of = writing.versions.get(message.id)
  const title = [
    isAnswer ? texts.answer : texts.question,
    ...(isAnswer && message.modelId !== null ? [message.modelId] : []),
    day,
    ...(of ? [fill(texts.version, { number: String(of.number), count: String(of.count) })] : []),
  ].join(' · ')
  const body = isAnswer ? readMarkdown(message.text) : asked(message.text)
  return [
    { type: 'heading', level: 2, inlines: [{ type: 'text', text: title }] },
    ...(isAnswer ? [label(labelOf(message, writing.head, about))] : []),
    ...inLanguage(withOutline(body), message.lang, about.lang),
    ...partsOf(message.parts ?? [], about),
  ]
}

/** What a person typed is shown as they typed it, where it is no list or code. */
function asked(text: string): RichBlock[] {
  return readMarkdown(text)
}

/** Headings of an answer stand below that of the message, with no level left out. */
function withOutline(blocks: RichBlock[]): RichBlock[] {
  const open: number[] = []
  return blocks.map((block) => {
    if (block.type !== 'heading') return block
    while (open.length > 0 && (open.at(-1) ?? 0) >= block.level) open.pop()
    open.push(block.level)
    return { ...block, level: Math.min(6, 2 + open.length) }
  })
}

function inLanguage(blocks: RichBlock[], own: string | null, lang: string): RichBlock[] {
  if (
    own === null ||
    own.toLowerCase() === lang ||
    !/^[A-Za-z]{2,8}(?:-[A-Za-z\d]{1,8})*$/.test(own)
  ) {
    return blocks
  }
  return [{ type: 'region', lang: own, dir: directionOf(own), blocks }]
}

function label(text: string): RichBlock {
  return { type: 'paragraph', style: 'label', inlines: [{ type: 'text', text }] }
}

function partsOf(parts: readonly MessagePart[], { texts, files }: ExportAbout): RichBlock[] {
  const attachments = parts.flatMap((part) => (part.type === 'attachment' ? [part] : []))
  const sources = parts.flatMap((part) => (part.type === 'source' ? [part] : []))
  const tools = parts.flatMap((part) => (part.type === 'tool_call' ? [part] : []))
  return [
    ...(attachments.length > 0 ? [fileLine(texts.attachments, attachments, files)] : []),
    ...tools.map(({ tool }) => label(`${texts.tool}: ${tool}`)),
    ...(sources.length > 0
      ? [
          label(texts.sources),
          {
            type: 'list' as const,
            start: undefined,
            items: sources.map(({ number, title, url }) => ({
              blocks: [{ type: 'paragraph' as const, inlines: sourceLine({ number, title, url }) }],
            })),
          },
        ]
      : []),
  ]
}

function fileLine(
  title: string,
  attachments: readonly AttachmentPart[],
  files: ExportAbout['files'],
): RichBlock {
  const names = attachments.flatMap(({ attachmentId, name }, at): RichInline[] => {
    const href = files?.get(attachmentId)
    const text: RichInline = { type: 'text', text: name }
    const shown: RichInline = href === undefined ? text : { type: 'link', href, children: [text] }
    return at === 0 ? [shown] : [{ type: 'text', text: ', ' }, shown]
  })
  return {
    type: 'paragraph',
    style: 'label',
    inlines: [{ type: 'text', text: `${title}: ` }, ...names],
  }
}

function sourceLine(source: { number: number; title: string; url: string | null }): RichInline[] {
  const href = source.url === null ? undefined : safeLink(source.url)
  const title: RichInline = { type: 'text', text: source.title }
  return [
    { type: 'text', text: `[${source.number}] ` },
    href === undefined ? title : { type: 'link', href, children: [title] },
  ]
}

/** Of messages that have siblings in this export: which of how many. */
function versionsOf(messages: readonly ArchivedMessage[]) {
  const byParent = Map.groupBy(messages, ({ parentId }) => parentId)
  const versions = new Map<string, { number: number; count: number }>()
  for (const siblings of byParent.values()) {
    if (siblings.length < 2) continue
    siblings.forEach(({ id }, at) => versions.set(id, { number: at + 1, count: siblings.length }))
  }
  return versions
}
