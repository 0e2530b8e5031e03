import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '../../ui/Button.tsx'
import { CopyButton } from '../CopyButton.tsx'

/** The codes for when the telephone is gone, the only time that they are shown: to be kept as a file or on paper. */
export function RecoveryCodeList({ codes }: { codes: readonly string[] }) {
  const { t } = useLingui()
  const title = t`Galerne: recovery codes`
  const lead = t`Each of these codes signs you in once, after your password, when your telephone or passkey is gone.`
  function download() {
    const text = [title, lead, window.location.origin, '', ...codes, ''].join('\n')
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
    const link = document.createElement('a')
    link.href = url
    link.download = 'galerne-recovery-codes.txt'
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <div className="grid gap-4 text-sm">
      <div className="grid gap-3" data-print>
        <p>{lead}</p>
        <ol
          className="grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-md border border-line bg-sunken px-4 py-3 font-mono text-ink"
          dir="ltr"
          translate="no"
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
      </div>
      <p>
        <Trans>They are shown this once. Keep them where you do not keep your telephone.</Trans>
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <Button icon="download" onClick={download}>
          <Trans>Download</Trans>
        </Button>
        <Button onClick={() => window.print()}>
          <Trans>Print</Trans>
        </Button>
        <CopyButton text={codes.join('\n')} />
      </div>
    </div>
  )
}
