import { Trans } from '@lingui/react/macro'

/** Stands on every answer, and cannot be switched off (AI Act, Article 50). Part of the heading, so that screen readers say it. */
export function AiLabel() {
  return (
    <span className="rounded-full border border-line px-1.5 py-px whitespace-nowrap text-ink-muted">
      <Trans>Written by AI</Trans>
    </span>
  )
}
