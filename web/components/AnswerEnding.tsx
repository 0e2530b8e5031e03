import { Trans } from '@lingui/react/macro'
import { use, type ReactNode } from 'react'
import type { Message } from '#wire/conversations.ts'
import { FailureNotice } from './FailureNotice.tsx'
import { Button } from '../ui/Button.tsx'
import { ReadOnly } from './read-only.ts'
import { SendFailure } from './SendFailure.tsx'
import type { AnswerAgain } from './use-answer-again.ts'

/** What there is to say and to do where an answer did not come to its own end. */
export function AnswerEnding({ message, again }: { message: Message; again: AnswerAgain }) {
  const { status, finishReason, error } = message
  const isReadOnly = use(ReadOnly)
  return (
    <>
      {status === 'interrupted' && (
        <Ending again={again}>
          <Trans>The answer was interrupted because the server stopped. What it had is kept.</Trans>
        </Ending>
      )}
      {status === 'stopped' && (
        <Ending again={again}>
          <Trans>You stopped this answer.</Trans>
        </Ending>
      )}
      {status === 'complete' && finishReason === 'length' && (
        <Ending again={again}>
          <Trans>The answer reached its limit of length and was cut off here.</Trans>
        </Ending>
      )}
      {status === 'failed' && (
        <div className="mt-3">
          <FailureNotice
            code={error?.code ?? 'internal'}
            denial={error?.denial}
            detail={error?.message}
            requestId={error?.requestId}
          >
            {!isReadOnly && (
              <Button isBusy={again.isRunning} icon="retry" onClick={again.regenerate}>
                <Trans>Try again</Trans>
              </Button>
            )}
          </FailureNotice>
        </div>
      )}
      <SendFailure failure={again.failure} />
    </>
  )
}

function Ending({ again, children }: { again: AnswerAgain; children: ReactNode }) {
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 border-s-2 border-buoy ps-4 text-sm text-ink-muted">
      <output>{children}</output>
      {!use(ReadOnly) && (
        <Button isBusy={again.isRunning} onClick={again.resume}>
          <Trans>Continue</Trans>
        </Button>
      )}
    </div>
  )
}
