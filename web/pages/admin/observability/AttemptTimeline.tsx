import { Trans, useLingui } from '@lingui/react/macro'
import type { LoggedAttempt, LoggedRequestDetail } from '#wire/observability.ts'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { OutcomeMark } from './OutcomeMark.tsx'

/** Who was tried when and for how long: a bar an attempt, over the time that the request took. */
export function AttemptTimeline({ request }: { request: LoggedRequestDetail }) {
  const { timeline, durationMs } = request
  const wholeMs = Math.max(1, durationMs, ...timeline.map((one) => one.startMs + one.durationMs))
  if (timeline.length === 0) {
    return (
      <p className="text-sm text-ink-muted">
        <Trans>No provider was called.</Trans>
      </p>
    )
  }
  return (
    <ol className="grid grid-cols-1 gap-4 rounded-lg border border-line bg-surface p-4">
      {timeline.map((attempt) => (
        <Attempt key={attempt.number} attempt={attempt} wholeMs={wholeMs} />
      ))}
    </ol>
  )
}

function Attempt({ attempt, wholeMs }: { attempt: LoggedAttempt; wholeMs: number }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { providerId, upstreamModel, startMs, durationMs, firstContentMs, status } = attempt
  const from = formats.duration(startMs)
  const took = formats.duration(durationMs)
  const first = firstContentMs === null ? null : formats.duration(firstContentMs)
  return (
    <li className="grid grid-cols-1 gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <span className="[overflow-wrap:anywhere]" translate="no">
          <strong className="font-medium">{providerId}</strong> · {upstreamModel}
        </span>
        <span className="flex flex-wrap gap-x-3 text-ink-muted">
          <OutcomeMark outcome={attempt.outcome} errorCode={attempt.errorCode} />
          {status !== null && <span translate="no">{`HTTP ${status}`}</span>}
          {attempt.isWaste && <span>{t`thrown away`}</span>}
        </span>
      </div>
      <Bar attempt={attempt} wholeMs={wholeMs} />
      <p className="text-xs text-ink-muted tabular-nums">
        <Trans>
          Began after {from}, took {took}.
        </Trans>{' '}
        {first !== null && <Trans>First content after {first}.</Trans>}
      </p>
    </li>
  )
}

/** Lighter while nothing came, full from the first content on. */
function Bar({ attempt, wholeMs }: { attempt: LoggedAttempt; wholeMs: number }) {
  const { startMs, durationMs, firstContentMs, outcome } = attempt
  const share = (ms: number) => `${(100 * ms) / wholeMs}%`
  const waitMs = Math.min(firstContentMs ?? durationMs, durationMs)
  const colour = outcome === 'failed' ? 'bg-danger' : 'bg-sea'
  return (
    <div className="relative h-3 rounded-sm bg-sunken" aria-hidden="true">
      <span
        className={`absolute inset-y-0 rounded-sm border-s-2 border-current opacity-45 ${colour}`}
        style={{ insetInlineStart: share(startMs), inlineSize: share(waitMs) }}
      />
      {firstContentMs !== null && (
        <span
          className={`absolute inset-y-0 min-w-0.5 rounded-sm ${colour}`}
          style={{
            insetInlineStart: share(startMs + waitMs),
            inlineSize: share(durationMs - waitMs),
          }}
        />
      )}
    </div>
  )
}
