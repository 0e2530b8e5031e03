import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { FailureCode } from '#sdk/api-failure.ts'
import type { Denial } from '#wire/errors.ts'
import { FAILURE_TEXTS } from '../i18n/failures.ts'
import { Icon } from '../ui/Icon.tsx'
import { DenialText } from './DenialText.tsx'

interface FailureNoticeProps {
  code: FailureCode
  /** In the server's own words, which are English. */
  detail?: string | undefined
  requestId?: string | undefined
  /** Of what a rule forbids: which one, why, and whom to ask. */
  denial?: Denial | undefined
  /** What can be done, as buttons. */
  children?: ReactNode
}

/** What went wrong, what to do about it, and the particulars for whoever asks. */
export function FailureNotice({ code, detail, requestId, denial, children }: FailureNoticeProps) {
  const { i18n } = useLingui()
  return (
    <div
      className="rounded-lg border border-danger/35 bg-danger-soft px-4 py-3 text-sm"
      role="alert"
    >
      <p className="flex gap-3">
        <span className="mt-0.5 text-danger">
          <Icon name="warning" />
        </span>
        <span>
          <DenialText of={denial}>{i18n._(FAILURE_TEXTS[code])}</DenialText>
        </span>
      </p>
      {detail !== undefined && (
        // What was wrong with what one entered stands there alone.
        <details className="mt-2 ms-8 text-ink-muted" open={code === 'invalid_request'}>
          <summary>
            <Trans>Details</Trans>
          </summary>
          <p className="mt-1 break-words font-mono text-xs" dir="ltr" lang="en">
            {detail} {requestId !== undefined && `(${requestId})`}
          </p>
        </details>
      )}
      {children !== undefined && <div className="mt-3 ms-8 flex flex-wrap gap-2">{children}</div>}
    </div>
  )
}
