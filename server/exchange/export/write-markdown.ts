import type { ArchivedMessage } from '#wire/exchange.ts'
import { sourceName } from '../source-names.ts'
import { fill } from '../texts/export-texts.ts'
import type { ExportedHead } from './export-store.ts'
import { withoutRequests } from '../markdown/without-requests.ts'
import { dayOf, labelOf, type ExportAbout } from './labels.ts'

/** A conversation as Markdown: texts as they are, and after each answer the line that says what it is. */
export function writeMarkdown(
  head: ExportedHead,
  messages: readonly ArchivedMessage[],
  about: ExportAbout,
): string {
  const { texts } = about
  const from = head.importedFrom
  const lines = [
    fill(texts.exportedOn, { day: dayOf(about.madeAt, about.lang) }),
    `${texts[head.classification]}.`,
    ...(from === null ? [] : [fill(texts.takenFrom, { source: sourceName(from) })]),
  ]
  const title = oneLine(head.title || texts.untitled)
  const parts = messages.map((message) => writeMessage(message, head, about))
  return `# ${title}\n\n${lines.join(' ')}\n\n${parts.join('\n')}`
}

function writeMessage(message: ArchivedMessage, head: ExportedHead, about: ExportAbout): string {
  const { texts } = about
  const isAnswer = message.role === 'assistant'
  const names = [
    isAnswer ? texts.answer : texts.question,
    ...(isAnswer && message.modelId !== null ? [message.modelId] : []),
    dayOf(message.createdAt, about.lang),
  ]
  const parts = message.parts ?? []
  const files = parts.flatMap((part) => {
    if (part.type !== 'attachment') return []
    const path = about.files?.get(part.attachmentId)
    const name = oneLine(part.name)
    return [path === undefined ? name : `[${name.replaceAll(/[\\[\]]/g, '\\$&')}](<${path}>)`]
  })
  const sources = parts.flatMap((part) =>
    part.type === 'source' ? [`- [${part.number}] ${oneLine(part.title)} ${part.url ?? ''}`] : [],
  )
  const blocks = [
    `## ${oneLine(names.join(' · '))}`,
    closeFences(withoutRequests(message.text)),
    ...(files.length > 0 ? [`${texts.attachments}: ${files.join(', ')}`] : []),
    ...(sources.length > 0 ? [`${texts.sources}:\n\n${sources.join('\n')}`] : []),
    ...(isAnswer ? [`— ${labelOf(message, head, about)}`] : []),
  ]
  return `${blocks.join('\n\n')}\n`
}

/** A fence that an answer left open would swallow all that follows. */
function closeFences(text: string): string {
  let open: string | undefined
  for (const [, fence = ''] of text.matchAll(/^ {0,3}(`{3,}|~{3,})/gm)) {
    if (open === undefined) open = fence
    else if (fence.startsWith(open)) open = undefined
  }
  const body = text.trimEnd()
  return open === undefined ? body : `${body}\n${open}`
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim()
