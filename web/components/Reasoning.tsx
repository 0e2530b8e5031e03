import { Trans } from '@lingui/react/macro'
import { directionOf } from '../i18n/direction.ts'
import { Icon } from '../ui/Icon.tsx'

interface ReasoningProps {
  text: string
  lang: string | null
  /** The answer is still being written. */
  isStreaming: boolean
}

/** What the model thought before and while it wrote, closed until somebody wants to see it. It is not kept over a reload. */
export function Reasoning({ text, lang, isStreaming }: ReasoningProps) {
  return (
    <details className="mb-2 text-sm text-ink-muted">
      <summary className="flex min-h-(--control) w-fit cursor-pointer items-center gap-2 rounded-md">
        {isStreaming && <span aria-hidden="true" className="waiting-gust" />}
        {isStreaming ? <Trans>Thinking…</Trans> : <Trans>Thoughts</Trans>}
        <span className="transition-transform in-[[open]]:rotate-180">
          <Icon name="chevron-down" size={16} />
        </span>
      </summary>
      <p
        className="border-s-2 border-line ps-4 whitespace-pre-wrap [overflow-wrap:anywhere]"
        dir={directionOf(lang)}
        lang={lang ?? ''}
      >
        {text}
      </p>
    </details>
  )
}
