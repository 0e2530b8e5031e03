import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import type { DecideRequest, RightsRequest } from '#wire/rights.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { textOf } from '../money/form-text.ts'
import { LinkButton } from '../shell/LinkButton.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { EraseDialog } from './EraseDialog.tsx'
import { FormDialog } from './FormDialog.tsx'
import { HeldTable } from './HeldTable.tsx'
import { NoteField } from './NoteField.tsx'
import { useRightsClient } from './use-rights-client.ts'

type Open = DecideRequest['decision'] | 'erase' | 'look' | null

interface RequestActionsProps {
  request: RightsRequest
  onChanged: () => void
}

/** What the data-protection officer can do with one request. */
export function RequestActions({ request, onChanged }: RequestActionsProps) {
  const client = useRightsClient()
  const [open, setOpen] = useState<Open>(null)
  const { id, kind, status, personId, personName } = request
  if (status !== 'open' && status !== 'approved') return null
  const close = () => setOpen(null)
  const done = () => {
    close()
    onChanged()
  }
  return (
    <>
      <Button icon="search" onClick={() => setOpen('look')}>
        <Trans>What is stored</Trans>
      </Button>
      {(kind === 'access' || kind === 'export') && (
        <LinkButton href={client.personFile(personId)} icon="download" isFile>
          <Trans>Copy for the person</Trans>
        </LinkButton>
      )}
      {status === 'open' && (
        <Button icon="check" onClick={() => setOpen('approve')}>
          <Trans>Approve</Trans>
        </Button>
      )}
      {status === 'approved' && kind === 'erase' && (
        <Button icon="trash" look="danger" onClick={() => setOpen('erase')}>
          <Trans>Erase</Trans>
        </Button>
      )}
      {kind !== 'erase' && (
        <Button onClick={() => setOpen('done')}>
          <Trans>It is done</Trans>
        </Button>
      )}
      <Button onClick={() => setOpen('delay')}>
        <Trans>Put off</Trans>
      </Button>
      <Button onClick={() => setOpen('refuse')}>
        <Trans>Refuse</Trans>
      </Button>
      {open === 'look' && <LookDialog personId={personId} name={personName} onClose={close} />}
      {open === 'erase' && (
        <EraseDialog
          name={personName}
          erase={(wish) => client.erase(id, wish)}
          onClose={close}
          onDone={done}
        />
      )}
      {open !== null && open !== 'look' && open !== 'erase' && (
        <DecideDialog id={id} decision={open} onClose={close} onDone={done} />
      )}
    </>
  )
}

interface DecideDialogProps {
  id: string
  decision: DecideRequest['decision']
  onClose: () => void
  onDone: () => void
}

function DecideDialog({ id, decision, onClose, onDone }: DecideDialogProps) {
  const { t } = useLingui()
  const client = useRightsClient()
  const titles = {
    approve: t`Approve the request`,
    refuse: t`Refuse the request`,
    done: t`The request is done`,
    delay: t`Answer later`,
  }
  const mustSayWhy = decision === 'refuse' || decision === 'delay'
  return (
    <FormDialog
      title={titles[decision]}
      action={t`Save`}
      isDangerous={decision === 'refuse'}
      onClose={onClose}
      onDone={onDone}
      work={(form) => client.decide(id, { decision, reason: textOf(form, 'reason') })}
    >
      {decision === 'delay' && (
        <p className="text-sm text-ink-muted">
          <Trans>By two more months at most, where it is complex. The person is told why.</Trans>
        </p>
      )}
      {decision === 'refuse' && (
        <p className="text-sm text-ink-muted">
          <Trans>The person reads the reason, and may complain to the supervisory authority.</Trans>
        </p>
      )}
      <NoteField label={t`Reason`} name="reason" isRequired={mustSayWhy} />
    </FormDialog>
  )
}

interface LookDialogProps {
  personId: string
  name: string
  onClose: () => void
}

function LookDialog({ personId, name, onClose }: LookDialogProps) {
  const { t } = useLingui()
  const client = useRightsClient()
  const remote = useRemote(
    useCallback(
      (signal: AbortSignal) => client.getPersonData(personId, signal),
      [client, personId],
    ),
  )
  return (
    <Dialog title={name} closeLabel={t`Close`} size="wide" onClose={onClose}>
      <div className="grid gap-4 text-ink">
        <RemoteStatus of={remote} />
        {remote.value?.isHeld && (
          <p className="text-sm text-warning">
            <Trans>A legal hold is on it: nothing of it can be erased now.</Trans>
          </p>
        )}
        {remote.value && <HeldTable held={remote.value.held} />}
      </div>
    </Dialog>
  )
}
