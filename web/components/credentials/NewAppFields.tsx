import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import type { NewAuthenticator } from '#wire/accounts.ts'
import { CopyButton } from '../CopyButton.tsx'
import { CodeField } from './CodeField.tsx'

const QrCode = lazy(async () => ({ default: (await import('../../ui/QrCode.tsx')).QrCode }))

interface NewAppFieldsProps {
  added: NewAuthenticator
  isInvalid: boolean
}

/** An authenticator app is shown the secret, by its camera or typed, and shows a first code. */
export function NewAppFields({ added, isInvalid }: NewAppFieldsProps) {
  const { t } = useLingui()
  const { secret, uri } = added
  return (
    <div className="grid gap-5 text-sm">
      <p>
        <Trans>
          Open an authenticator app on your telephone (Aegis, FreeOTP, 2FAS, Google or Microsoft
          Authenticator…) and scan this picture.
        </Trans>
      </p>
      <Suspense fallback={<div className="size-48" />}>
        <QrCode label={t`Picture of the secret for the authenticator app`} text={uri} />
      </Suspense>
      <details>
        <summary className="text-ink-muted">
          <Trans>I cannot scan it</Trans>
        </summary>
        <p className="mt-2">
          <Trans>Enter this in the app, as a time-based code:</Trans>
        </p>
        <p className="mt-1 flex items-center gap-1 font-mono" dir="ltr" translate="no">
          <span className="[overflow-wrap:anywhere]">{grouped(secret)}</span>
          <CopyButton text={secret} />
        </p>
      </details>
      <CodeField isInvalid={isInvalid} kind="digits" label={t`The six digits that it shows`} />
    </div>
  )
}

function grouped(secret: string): string {
  return (secret.match(/.{1,4}/g) ?? []).join(' ')
}
