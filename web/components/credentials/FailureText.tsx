import { Plural, Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { ApiFailure } from '#sdk/api-failure.ts'
import { Icon } from '../../ui/Icon.tsx'

interface FailureTextProps {
  failure: ApiFailure
  /** What “no” means here: a wrong password, a wrong code… */
  refused: ReactNode
}

/** Why a step of signing in did not work, and what to do. Never more than the server said. */
export function FailureText({ failure, refused }: FailureTextProps) {
  return (
    <p
      className="flex items-start gap-2.5 rounded-lg bg-danger-soft px-4 py-3 text-sm"
      role="alert"
    >
      <span className="mt-px text-danger">
        <Icon name="danger" size={18} />
      </span>
      <span>
        <Words failure={failure} refused={refused} />
      </span>
    </p>
  )
}

function Words({ failure, refused }: FailureTextProps) {
  const { code, status, retryAfterMs = 0 } = failure
  if (code === 'rate_limited') return <Wait ms={retryAfterMs} />
  if (code === 'unreachable' || status >= 500) {
    return <Trans>The server cannot be reached just now. Try again in a moment.</Trans>
  }
  return refused
}

function Wait({ ms }: { ms: number }) {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  const minutes = Math.ceil(seconds / 60)
  return seconds < 100 ? (
    <Plural
      value={seconds}
      one="There were too many attempts. Try again in # second."
      other="There were too many attempts. Try again in # seconds."
    />
  ) : (
    <Plural
      value={minutes}
      one="There were too many attempts. Try again in # minute."
      other="There were too many attempts. Try again in # minutes."
    />
  )
}
