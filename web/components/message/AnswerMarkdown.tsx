import { lazy, useCallback, useMemo, useState } from 'react'
import type { MessagePart } from '#wire/message-parts.ts'
import type { CitedSources } from '../../markdown/drawing.ts'
import { Markdown, type MarkdownProps } from '../../markdown/Markdown.tsx'
import { Extra } from '../Extra.tsx'
import { useMarkdownLabels } from '../use-markdown-labels.ts'
import { sourceElementId } from './source-element-id.ts'

const TableMenu = lazy(async () => ({
  default: (await import('../exchange/TableMenu.tsx')).TableMenu,
}))

interface AnswerMarkdownProps extends Omit<MarkdownProps, 'labels' | 'sources' | 'onKeepTable'> {
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
  const [kept, setKept] = useState<KeptTable | null>(null)
  const keep = useCallback((button: HTMLElement) => setKept(tableOf(button)), [])
  return (
    <>
      <Markdown
        {...text}
        labels={labels}
        onKeepTable={messageId === '' ? undefined : keep}
        passages={passages}
        sources={sources.size > 0 ? sources : undefined}
      />
      {kept && (
        <Extra>
          <TableMenu messageId={messageId} onClose={() => setKept(null)} {...kept} />
        </Extra>
      )}
    </>
  )
}

interface KeptTable {
  trigger: HTMLElement
  /** As the message is read from top to bottom. */
  index: number
}

/** The renderer draws blocks apart from each other: which table it is, the page knows. */
function tableOf(trigger: HTMLElement): KeptTable {
  const all = [...(trigger.closest('.md')?.querySelectorAll('.md-kept-table') ?? [])]
  return { trigger, index: all.findIndex((one) => one.contains(trigger)) }
}
