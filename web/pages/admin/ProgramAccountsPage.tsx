import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import type { CreatedKey, Key } from '#wire/access.ts'
import type { ServiceAccount } from '#wire/directory.ts'
import { useApp } from '../../components/app-context.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { FailureNotice } from '../../components/FailureNotice.tsx'
import { KeyDialog } from '../../components/money/KeyDialog.tsx'
import { KeySecretDialog } from '../../components/money/KeySecretDialog.tsx'
import { useMoney } from '../../components/money/use-money.ts'
import { ProgramCard } from '../../components/people/ProgramCard.tsx'
import { ProgramDialog } from '../../components/people/ProgramDialog.tsx'
import { RolesDialog } from '../../components/people/RolesDialog.tsx'
import { useDirectory } from '../../components/people/use-directory.ts'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useToast } from '../../components/shell/Toasts.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { useRights } from '../../components/use-rights.ts'
import { useTask } from '../../components/use-task.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'

type Open =
  | { what: 'add' }
  | { what: 'edit' | 'roles' | 'delete' | 'key'; account: ServiceAccount }
  | { what: 'secret'; created: CreatedKey }

/** The accounts of programs that belong to nobody in particular. */
export function ProgramAccountsPage() {
  const { t } = useLingui()
  const client = useDirectory()
  const money = useMoney()
  const rights = useRights()
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [accounts, keys] = await Promise.all([
        client.listServiceAccounts(signal),
        money.listKeys(signal),
      ])
      return { accounts, keys }
    },
    [client, money],
  )
  const remote = useRemote(load)
  const { value, reload } = remote
  const [open, setOpen] = useState<Open | null>(null)
  const add = rights.has('service-account.manage') && (
    <Button look="primary" icon="add" onClick={() => setOpen({ what: 'add' })}>
      <Trans>Make a service account</Trans>
    </Button>
  )
  const isEmpty = value?.accounts.length === 0
  return (
    <>
      <PageTitle title={t`Service accounts`} actions={isEmpty ? undefined : add}>
        <Trans>
          What programs are that belong to nobody in particular. They sign in by keys alone, and go
          on working when somebody leaves.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {isEmpty && (
        <EmptyState action={add || undefined} icon="program" title={t`No service accounts yet`}>
          <Trans>
            Make one for each program that runs by itself, give it the least role that will do, and
            a key. It can be stopped at once, with all its keys.
          </Trans>
        </EmptyState>
      )}
      {value && !isEmpty && <Cards {...value} onOpen={setOpen} onChanged={reload} />}
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
  accounts: ServiceAccount[]
  keys: Key[]
  onOpen: (open: Open) => void
  onChanged: () => void
}

function Cards({ accounts, keys, onOpen, onChanged }: CardsProps) {
  const { t } = useLingui()
  const client = useDirectory()
  const rights = useRights()
  const say = useToast()
  const { run, isRunning, failure } = useTask()
  async function flip({ id, name, isDisabled }: ServiceAccount) {
    const change = { isDisabled: !isDisabled }
    if (!(await run(() => client.updateServiceAccount(id, change)))) return
    say(isDisabled ? t`“${name}” works again.` : t`“${name}” is refused from now on.`)
    onChanged()
  }
  return (
    <>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(24rem,100%),1fr))] gap-4">
        {accounts.map((account) => (
          <ProgramCard
            key={account.id}
            account={account}
            keys={keys.filter(({ owner }) => owner.kind === 'service' && owner.id === account.id)}
            mayManage={rights.has('service-account.manage')}
            mayGiveRoles={rights.has('role.manage')}
            isBusy={isRunning}
            onEdit={() => onOpen({ what: 'edit', account })}
            onRoles={() => onOpen({ what: 'roles', account })}
            onFlip={() => void flip(account)}
            onDelete={() => onOpen({ what: 'delete', account })}
            onNewKey={() => onOpen({ what: 'key', account })}
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
  const client = useDirectory()
  const { models } = useApp()
  const say = useToast()
  const done = () => onOpen(null)
  if (open.what === 'add') return <ProgramDialog edited={null} onClose={onClose} onSaved={done} />
  if (open.what === 'secret') {
    const [model] = models.state.get().models
    return <KeySecretDialog created={open.created} model={model?.id ?? 'model'} onClose={onClose} />
  }
  const { account, what } = open
  const { id, name } = account
  if (what === 'edit') return <ProgramDialog edited={account} onClose={onClose} onSaved={done} />
  if (what === 'key') {
    return (
      <KeyDialog
        edited={null}
        owner={{ kind: 'service', id, name }}
        onClose={onClose}
        onSaved={(created) => onOpen(created && { what: 'secret', created })}
      />
    )
  }
  if (what === 'roles') {
    const holder = { path: 'service-accounts', id, name } as const
    const held = account.roles.map((role) => ({ role, group: null, source: null }))
    return <RolesDialog holder={holder} held={held} onClose={onClose} onSaved={done} />
  }
  return (
    <ConfirmDialog
      title={t`Delete “${name}”?`}
      action={t`Delete for good`}
      work={() => client.removeServiceAccount(id)}
      onClose={onClose}
      onDone={() => {
        say(t`“${name}” is deleted.`)
        done()
      }}
    >
      <Trans>
        Its program can no longer call: its keys are refused at once. What it has spent stays in the
        reports.
      </Trans>
    </ConfirmDialog>
  )
}
