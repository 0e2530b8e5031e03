import { useLingui } from '@lingui/react/macro'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useRoute } from 'wouter'
import { createGlossaryClient } from '#sdk/glossary.ts'
import { useApp } from '../app-context.ts'
import { useRemote } from '../shell/use-remote.ts'
import { DeviationText } from './TranslatedBlockView.tsx'
import { useWordHighlight } from './use-word-highlight.ts'

/** Below an answer that was told terms of a glossary: what it says that the glossary forbids, underlined above and in words here. */
export function AnswerDeviations({ messageId }: { messageId: string }) {
  const [isIn, params] = useRoute('/c/:id')
  return isIn && <Checked conversationId={params.id} messageId={messageId} />
}

interface CheckedProps {
  conversationId: string
  messageId: string
}

function Checked({ conversationId, messageId }: CheckedProps) {
  const { t } = useLingui()
  const { client: app } = useApp()
  const client = useMemo(() => createGlossaryClient(app.http), [app])
  const { value: deviations = [] } = useRemote(
    useCallback(
      (signal: AbortSignal) => client.check({ conversationId, messageId }, signal),
      [client, conversationId, messageId],
    ),
  )
  const article = useRef<HTMLElement | null>(null)
  useEffect(() => {
    article.current = document.querySelector(`#m-${messageId} .md`)
  }, [messageId])
  const words = [...new Set(deviations.map(({ found }) => found))].join('\n')
  useWordHighlight(article, 'deviation', words)
  if (deviations.length === 0) return null
  return (
    <ul aria-label={t`Deviations from the glossary`} className="mt-2 grid gap-1 text-sm">
      {deviations.map((deviation) => (
        <li
          className="border-s-2 border-danger ps-3 text-ink-muted"
          key={`${deviation.conceptId} ${deviation.from}`}
        >
          <DeviationText deviation={deviation} />
        </li>
      ))}
    </ul>
  )
}
