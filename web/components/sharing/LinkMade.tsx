import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { copyText } from '../../ui/copy-text.ts'
import { TextField } from '../../ui/TextField.tsx'

const QrCode = lazy(async () => ({ default: (await import('../../ui/QrCode.tsx')).QrCode }))

/** A new link, which is shown this once: to copy, or as a code for a camera. */
export function LinkMade({ token }: { token: string }) {
  const { t } = useLingui()
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'refused'>('none')
  const [isQrShown, setIsQrShown] = useState(false)
  // Behind the `#`: browsers send it to nobody, so that no log or proxy ever has it.
  const address = `${window.location.origin}/s#${token}`
  return (
    <section
      aria-label={t`The new link`}
      className="grid gap-3 rounded-lg border border-line-strong bg-surface p-4"
    >
      <TextField
        dir="ltr"
        hint={t`Copy it now: it is shown only this once. You can end it below at any time.`}
        label={t`The new link`}
        onFocus={({ currentTarget }) => currentTarget.select()}
        readOnly
        value={address}
      />
      <p className="flex flex-wrap gap-2">
        <Button
          // The link is what was asked for: it comes into view, ready to be copied.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          icon={outcome === 'copied' ? 'check' : 'copy'}
          look="primary"
          onClick={() =>
            void copyText(address).then((isCopied) => setOutcome(isCopied ? 'copied' : 'refused'))
          }
        >
          {outcome === 'copied' ? <Trans>Copied</Trans> : <Trans>Copy link</Trans>}
        </Button>
        <Button aria-expanded={isQrShown} onClick={() => setIsQrShown(!isQrShown)}>
          <Trans>QR code</Trans>
        </Button>
      </p>
      <output className="text-sm empty:hidden">
        {outcome === 'copied' && <Trans>The link is copied.</Trans>}
        {outcome === 'refused' && (
          <Trans>The browser did not allow copying. Select the link and copy it yourself.</Trans>
        )}
      </output>
      {isQrShown && (
        <Suspense>
          <QrCode label={t`The link as a QR code`} text={address} />
        </Suspense>
      )}
    </section>
  )
}
