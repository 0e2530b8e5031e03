import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import type { CreatedKey, Key } from '#wire/access.ts'
import { useApp } from '../../components/app-context.ts'
import { FailureNotice } from '../../components/FailureNotice.tsx'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { KeyCard } from '../../components/money/KeyCard.tsx'
import { KeyDialog } from '../../components/money/KeyDialog.tsx'
import { KeySecretDialog } from '../../components/money/KeySecretDialog.tsx'
import { monthUntilNow } from '../../components/money/ranges.ts'
import { RotateDialog } from '../../components/money/RotateDialog.tsx'
import { useMoney } from '../../components/money/use-money.ts'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { useToast } from '../../components/shell/Toasts.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { useTask } from '../../components/use-task.ts'
import { useRights } from '../../components/use-rights.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'

type Open =
  | { what: 'edit'; key: Key | null }
  | { what: 'rotate' | 'revoke'; key: Key }
  | { what: 'secret'; created: CreatedKey }

/** The keys by which programs call /v1. */
export function KeysPage() {
  const { t } = useLingui()
  const client = useMoney()
  const rights = useRights()
  const maySeeSpend = rights.has('spend.read')
  const mayCreate = rights.has('key.create') || rights.has('key.use-own')
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [keys, spend] = await Promise.all([
        client.listKeys(signal),
        maySeeSpend ? client.getSpend({ ...monthUntilNow(), by: 'key' }, signal) : null,
      ])
      return { keys, spend }
    },
    [client, maySeeSpend],
  )
  const remote = useRemote(load)
  const { value, reload } = remote
  const [open, setOpen] = useState<Open | null>(null)
  const create = mayCreate && (
    <Button look="primary" icon="add" onClick={() => setOpen({ what: 'edit', key: null })}>
      <Trans>Create a key</Trans>
    </Button>
  )
  return (
    <>
      <PageTitle title={t`Keys`} actions={value?.keys.length === 0 ? undefined : create}>
        <Trans>
          Programs call /v1 with a key. Each says whose it is, what it may do and what it may spend.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {value?.keys.length === 0 && (
        <EmptyState action={create || undefined} icon="key" title={t`No keys yet`}>
          <Trans>
            Create one for each program, so that you see what each of them spends and can stop one
            without stopping the others.
          </Trans>
        </EmptyState>
      )}
      {value && value.keys.length > 0 && <Cards {...value} onOpen={setOpen} onChanged={reload} />}
      {open && (
        <Dialogs
          open={open}
          onClose={() => setOpen(null)}
          onOpen={(next) => {
            setOpen(next)
            reload()
          }}
        />
      )}
    </>
  )
}

interface CardsProps {
  keys: Key[]
  /** Null: not theirs to see. */
  spend: { currency: string; rows: { id: string; micros: number }[] } | null
  onOpen: (open: Open) => void
  onChanged: () => void
}

function Cards({ keys, spend, onOpen, onChanged }: CardsProps) {
  const { t } = useLingui()
  const client = useMoney()
  const say = useToast()
  const { run, isRunning, failure } = useTask()
  async function flip({ id, name, isDisabled }: Key) {
    if (!(await run(() => client.updateKey(id, { isDisabled: !isDisabled })))) return
    say(isDisabled ? t`“${name}” works again.` : t`“${name}” is refused from now on.`)
    onChanged()
  }
  const spentBy = (id: string) => {
    const row = spend?.rows.find((each) => each.id === id)
    return spend && row ? { micros: row.micros, currency: spend.currency } : null
  }
  return (
    <>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(26rem,100%),1fr))] gap-4">
        {keys.map((key) => (
          <KeyCard
            key={key.id}
            shown={key}
            spent={spentBy(key.id)}
            isBusy={isRunning}
            onEdit={() => onOpen({ what: 'edit', key })}
            onRotate={() => onOpen({ what: 'rotate', key })}
            onRevoke={() => onOpen({ what: 'revoke', key })}
            onFlip={() => void flip(key)}
          />
        ))}
      </ul>
    </>
  )
}

interface DialogsProps {
  open: Open
  onClose: () => void
  /** After a change: what is to be seen next, if anything. */
  onOpen: (open: Open | null) => void
}

function Dialogs({ open, onClose, onOpen }: DialogsProps) {
  const { t } = useLingui()
  const client = useMoney()
  const say = useToast()
  const { models } = useApp()
  const showSecret = (created: CreatedKey) => onOpen({ what: 'secret', created })
  if (open.what === 'secret') {
    const [model] = models.state.get().models
    return <KeySecretDialog created={open.created} model={model?.id ?? 'model'} onClose={onClose} />
  }
  if (open.what === 'edit') {
    return (
      <KeyDialog
        edited={open.key}
        onClose={onClose}
        onSaved={(created) => (created ? showSecret(created) : onOpen(null))}
      />
    )
  }
  const { key } = open
  if (open.what === 'rotate')
    return <RotateDialog rotated={key} onClose={onClose} onDone={showSecret} />
  return (
    <ConfirmDialog
      title={t`Revoke the key “${key.name}”?`}
      action={t`Revoke for good`}
      work={() => client.revokeKey(key.id)}
      onClose={onClose}
      onDone={() => {
        say(t`“${key.name}” is revoked.`)
        onOpen(null)
      }}
    >
      <Trans>
        Programs that use it are refused at once, everywhere. What it has spent stays in the
        reports.
      </Trans>
    </ConfirmDialog>
  )
}
