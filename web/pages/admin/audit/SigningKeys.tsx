import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { AuditKey, AuditState } from '#wire/audit.ts'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { CopyButton } from '../../../components/CopyButton.tsx'
import { Button } from '../../../ui/Button.tsx'
import { useAudit } from './use-audit.ts'

interface SigningKeysProps {
  state: AuditState
  onChanged: () => void
}

/** By whom the trail is signed: what an auditor takes along to check it without us. */
export function SigningKeys({ state: { keys, checkpoint }, onChanged }: SigningKeysProps) {
  const { t } = useLingui()
  const client = useAudit()
  const [isAsking, setIsAsking] = useState(false)
  return (
    <section className="grid grid-cols-1 gap-2 text-sm">
      <h2 className="font-medium">
        <Trans>Keys that sign</Trans>
      </h2>
      <p className="text-ink-muted">
        <Trans>
          Give the public key to whoever shall check the trail without you, by a way that this
          server cannot change.
        </Trans>
      </p>
      <ul className="grid grid-cols-1 gap-2">
        {keys.map((key) => (
          <KeyRow key={key.id} signer={key} />
        ))}
      </ul>
      {checkpoint && <LastCheckpoint note={checkpoint.note} />}
      <div>
        <Button icon="key" onClick={() => setIsAsking(true)}>
          <Trans>Change the key</Trans>
        </Button>
      </div>
      {isAsking && (
        <ConfirmDialog
          title={t`Change the key that signs?`}
          action={t`Change the key`}
          work={() => client.rotateKey()}
          onClose={() => setIsAsking(false)}
          onDone={() => {
            setIsAsking(false)
            onChanged()
          }}
        >
          <Trans>
            The old key signs once more, together with the new one, and is destroyed. What it signed
            can still be checked. Whoever has the old public key does not need the new one.
          </Trans>
        </ConfirmDialog>
      )}
    </section>
  )
}

function KeyRow({ signer }: { signer: AuditKey }) {
  const formats = useFormats()
  const { verifier, createdAt, retiredAt } = signer
  const since = formats.exactMoment(Date.parse(createdAt))
  const until = retiredAt === null ? '' : formats.exactMoment(Date.parse(retiredAt))
  return (
    <li className="flex items-start gap-2">
      <span className="min-w-0">
        <code className="block [overflow-wrap:anywhere]" translate="no">
          {verifier}
        </code>
        <span className="text-ink-muted">
          {retiredAt === null ? <Trans>since {since}</Trans> : <Trans>until {until}</Trans>}
        </span>
      </span>
      <CopyButton text={verifier} />
    </li>
  )
}

function LastCheckpoint({ note }: { note: string }) {
  return (
    <div className="grid grid-cols-1 gap-1">
      <span className="flex items-center gap-2">
        <Trans>The last checkpoint, to keep elsewhere:</Trans>
        <CopyButton text={note} />
      </span>
      <pre
        className="overflow-x-auto rounded-md bg-sunken p-3 text-xs"
        translate="no"
        // What scrolls must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        {note}
      </pre>
    </div>
  )
}
