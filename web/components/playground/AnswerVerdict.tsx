import { Trans } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Badge } from '../../ui/Badge.tsx'
import { checkAnswer } from './json-checks.ts'

/** Whether the answer keeps to the schema; nothing where there is none. */
export function AnswerVerdict({ schema, text }: { schema: string; text: string }) {
  const verdict = useMemo(() => checkAnswer(schema, text), [schema, text])
  if (!verdict) return null
  if (verdict.outcome === 'valid') {
    return (
      <span>
        <Badge icon="success" look="success">
          <Trans>Keeps to the schema</Trans>
        </Badge>
      </span>
    )
  }
  return (
    <div className="grid justify-items-start gap-1">
      {verdict.outcome === 'not-checked' ? (
        <Badge icon="info">
          <Trans>This schema cannot be checked here</Trans>
        </Badge>
      ) : (
        <Badge icon="danger" look="danger">
          {verdict.outcome === 'not-json' ? (
            <Trans>Not JSON</Trans>
          ) : (
            <Trans>Does not keep to the schema</Trans>
          )}
        </Badge>
      )}
      <p className="font-mono text-xs [overflow-wrap:anywhere] text-ink-muted" dir="ltr" lang="en">
        {verdict.detail}
      </p>
    </div>
  )
}
