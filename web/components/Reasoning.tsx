import { Trans } from '@lingui/react/macro'
import { directionOf } from '../i18n/direction.ts'
import { useFormats } from './charts/use-formats.ts'
import { Icon } from '../ui/Icon.tsx'

interface ReasoningProps {
  text: string
  lang: string | null
  /** It is still thinking. */
  isStreaming: boolean
  /** How long it took; null or absent: nobody knows. */
  elapsedMs?: number | null
}

/** What the model thought before and while it wrote, closed until somebody wants to see it. */
export function Reasoning({ text, lang, isStreaming, elapsedMs = null }: ReasoningProps) {
  const formats = useFormats()
  const duration = elapsedMs === null ? null : formats.duration(elapsedMs)
  return (
    <details className="mb-2 text-sm text-ink-muted">
      <summary className="flex min-h-(--control) w-fit cursor-pointer items-center gap-2 rounded-md">
        {isStreaming && <span aria-hidden="true" className="waiting-gust" />}
        {isStreaming ? <Trans>Thinking…</Trans> : <Trans>Thoughts</Trans>}
        {!isStreaming && duration !== null && <span className="text-ink-faint">{duration}</span>}
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
