import { useMemo } from 'react'
import type { MessagePart } from '#wire/message-parts.ts'
import type { CitedSources } from '../../markdown/drawing.ts'
import { Markdown, type MarkdownProps } from '../../markdown/Markdown.tsx'
import { useMarkdownLabels } from '../use-markdown-labels.ts'
import { sourceElementId } from './source-element-id.ts'

interface AnswerMarkdownProps extends Omit<MarkdownProps, 'labels' | 'sources'> {
  messageId?: string
  parts?: readonly MessagePart[] | undefined
}

/** An answer's text, its formulas, diagrams and the numbers of its sources. */
export function AnswerMarkdown({ messageId = '', parts, ...text }: AnswerMarkdownProps) {
  const labels = useMarkdownLabels()
  const sources = useMemo<CitedSources>(
    () =>
      new Map(
        (parts ?? []).flatMap((part) =>
          part.type === 'source'
            ? [
                [
                  part.number,
                  { title: part.title, elementId: sourceElementId(messageId, part.number) },
                ],
              ]
            : [],
        ),
      ),
    [messageId, parts],
  )
  const passages = parts?.findLast((part) => part.type === 'language')?.passages
  return (
    <Markdown
      {...text}
      labels={labels}
      passages={passages}
      sources={sources.size > 0 ? sources : undefined}
    />
  )
}
