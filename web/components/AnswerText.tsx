import { lazy, Suspense } from 'react'
import { directionOf } from '../i18n/direction.ts'
import { useMarkdownLabels } from './use-markdown-labels.ts'

export const loadMarkdown = () => import('../markdown/Markdown.tsx')

const Markdown = lazy(async () => ({ default: (await loadMarkdown()).Markdown }))

interface AnswerTextProps {
  text: string
  /** BCP 47; null: nobody is sure. */
  lang: string | null
  isStreaming: boolean
}

/** What the model wrote, in its own language and direction; plain for the moment until the renderer is there. */
export function AnswerText({ text, lang, isStreaming }: AnswerTextProps) {
  const labels = useMarkdownLabels()
  const shared = { dir: directionOf(lang), lang: lang ?? '' }
  return (
    <Suspense
      fallback={
        <p className="whitespace-pre-wrap" {...shared}>
          {text}
        </p>
      }
    >
      <Markdown
        headingLevel={3}
        isStreaming={isStreaming}
        labels={labels}
        text={text}
        {...shared}
      />
    </Suspense>
  )
}
