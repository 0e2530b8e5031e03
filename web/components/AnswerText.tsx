import { lazy } from 'react'
import type { MessagePart } from '#wire/message-parts.ts'
import { directionOf } from '../i18n/direction.ts'
import { Soon } from './Extra.tsx'

export const loadMarkdown = () => import('./message/AnswerMarkdown.tsx')

const AnswerMarkdown = lazy(async () => ({ default: (await loadMarkdown()).AnswerMarkdown }))

interface AnswerTextProps {
  /** Of a conversation's; absent elsewhere. */
  messageId?: string
  text: string
  /** What the numbers in it stand for is among these. */
  parts?: readonly MessagePart[] | undefined
  /** BCP 47; null: nobody is sure. */
  lang: string | null
  isStreaming: boolean
}

/** What the model wrote, in its own language and direction; plain for the moment until the renderer is there. */
export function AnswerText({ lang, ...answer }: AnswerTextProps) {
  const shared = { dir: directionOf(lang), lang: lang ?? '' }
  return (
    <Soon
      fallback={
        <p className="whitespace-pre-wrap" {...shared}>
          {answer.text}
        </p>
      }
    >
      <AnswerMarkdown {...answer} headingLevel={3} {...shared} />
    </Soon>
  )
}
