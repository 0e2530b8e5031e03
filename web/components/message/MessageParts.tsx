import type { MessagePart } from '#wire/message-parts.ts'
import { MessageFiles } from '../attachments/MessageFiles.tsx'
import { AnswerDeviations } from '../language/AnswerDeviations.tsx'
import { LanguageNotice } from '../language/LanguageNotice.tsx'
import { SourceList } from './SourceList.tsx'
import { ToolCall } from './ToolCall.tsx'
import { UsedLine } from './UsedLine.tsx'

interface MessagePartsProps {
  /** Of which message they are: where its text leads to its sources. */
  messageId?: string
  parts: readonly MessagePart[]
  /** What stands above the text, or below it. */
  place: 'before' | 'after'
}

/**
 * What a message has beside its text: each type has a component of its own, files and languages in the folders of those
 * parts. Types that nobody knows draw nothing.
 */
export function MessageParts({ messageId = '', parts, place }: MessagePartsProps) {
  const files = parts.filter((part) => part.type === 'attachment')
  return place === 'before' ? (
    <>
      {files.length > 0 && <MessageFiles parts={files} />}
      {parts.map((part) => part.type === 'tool_call' && <ToolCall call={part} key={part.callId} />)}
    </>
  ) : (
    <>
      <SourceList messageId={messageId} sources={parts.filter((part) => part.type === 'source')} />
      <LanguageNotice
        {...(messageId !== '' && { messageId })}
        parts={parts.filter((part) => part.type === 'language')}
      />
      {messageId !== '' &&
        parts.some((part) => part.type === 'used' && part.what === 'glossary') && (
          <AnswerDeviations messageId={messageId} />
        )}
      <UsedLine used={parts.filter((part) => part.type === 'used')} />
    </>
  )
}
