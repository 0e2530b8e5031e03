import { Trans } from '@lingui/react/macro'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import type { Remote } from './use-remote.ts'

interface RemoteStatusProps {
  of: Remote<unknown>
  /** How much room what is on its way will take. */
  lines?: number
}

/** Of what the server is asked for: that it is on its way, or why it is not there and what to do. Else nothing. */
export function RemoteStatus({ of, lines = 6 }: RemoteStatusProps) {
  const { value, failure, isLoading, reload } = of
  // That the server is away, and that the page comes back by itself, is said above it.
  if (failure && failure.code !== 'unreachable') {
    return (
      <div className="mb-5">
        <FailureNotice
          code={failure.code}
          denial={failure.denial}
          detail={failure.message}
          requestId={failure.requestId}
        >
          <Button icon="retry" isBusy={isLoading} onClick={reload}>
            <Trans>Try again</Trans>
          </Button>
        </FailureNotice>
      </div>
    )
  }
  return value === undefined ? <Skeleton lines={lines} /> : null
}
