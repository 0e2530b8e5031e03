import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState, type FormEvent } from 'react'
import type { Account } from '#wire/accounts.ts'
import { canUsePasskeys, makePasskey, PasskeyRefused } from '../../state/passkeys.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { passkeyNameHere } from '../credentials/device-name.ts'
import { FailureText } from '../credentials/FailureText.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { textOf } from '../money/form-text.ts'
import { useToast } from '../shell/Toasts.tsx'
import { useTask } from '../use-task.ts'
import { AccountCard } from './AccountCard.tsx'
import { useAccount } from './account-context.ts'

type Passkey = Account['passkeys'][number]

/** Passkeys: the surest way in, and the least to remember. */
export function PasskeysCard() {
  const { t } = useLingui()
  const { account, client, reload } = useAccount()
  const [open, setOpen] = useState<{ what: 'rename' | 'remove'; passkey: Passkey } | null>(null)
  const close = () => setOpen(null)
  return (
    <AccountCard
      lead={
        <Trans>
          You sign in with your finger, your face, the PIN of a device, or a security key. No false
          page can ask you for it.
        </Trans>
      }
      title={t`Passkeys`}
    >
      {account.passkeys.length > 0 && (
        <ul className="grid divide-y divide-line">
          {account.passkeys.map((passkey) => (
            <PasskeyRow
              key={passkey.id}
              onRemove={() => setOpen({ what: 'remove', passkey })}
              onRename={() => setOpen({ what: 'rename', passkey })}
              passkey={passkey}
            />
          ))}
        </ul>
      )}
      <AddPasskey />
      {open?.what === 'rename' && <RenameDialog onClose={close} passkey={open.passkey} />}
      {open?.what === 'remove' && (
        <ConfirmDialog
          action={t`Remove the passkey`}
          onClose={close}
          onDone={() => {
            close()
            reload()
          }}
          title={t`Remove “${open.passkey.name}”?`}
          work={() => client.removePasskey(open.passkey.id)}
        >
          <Trans>
            It no longer signs you in here. Your device may go on offering it until you delete it
            there as well.
          </Trans>
        </ConfirmDialog>
      )}
    </AccountCard>
  )
}

interface PasskeyRowProps {
  passkey: Passkey
  onRename: () => void
  onRemove: () => void
}

function PasskeyRow({ passkey, onRename, onRemove }: PasskeyRowProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const { name, isSynced, createdAt, lastUsedAt } = passkey
  const added = formats.day(Date.parse(createdAt))
  const used = lastUsedAt && formats.day(Date.parse(lastUsedAt))
  return (
    <li className="flex items-start justify-between gap-3 py-3 text-sm">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium [overflow-wrap:anywhere]">
          {name}
          {isSynced && <Badge>{t`Synchronised`}</Badge>}
        </p>
        <p className="text-ink-muted">
          {used === null ? (
            <Trans>Added on {added}, not used yet</Trans>
          ) : (
            <Trans>
              Added on {added}, last used on {used}
            </Trans>
          )}
        </p>
      </div>
      <div className="flex shrink-0">
        <IconButton icon="edit" label={t`Rename “${name}”`} onClick={onRename} />
        <IconButton icon="trash" label={t`Remove “${name}”`} onClick={onRemove} />
      </div>
    </li>
  )
}

function AddPasskey() {
  const { t } = useLingui()
  const { account, client, reload } = useAccount()
  const say = useToast()
  const { run, isRunning, failure } = useTask()
  const [refusal, setRefusal] = useState<'none' | 'known' | 'other'>('none')
  if (!account.canAddPasskeys || !canUsePasskeys()) return <NotHere />
  async function add() {
    setRefusal('none')
    await run(async () => {
      try {
        const response = await makePasskey(await client.newPasskeyOptions())
        await client.addPasskey({ name: passkeyNameHere(), response })
        say(t`The passkey is added.`)
        reload()
      } catch (error) {
        if (!(error instanceof PasskeyRefused)) throw error
        setRefusal(error.isKnown ? 'known' : 'other')
      }
    })
  }
  return (
    <div className="grid justify-items-start gap-3">
      <Button icon="add" isBusy={isRunning} onClick={() => void add()}>
        <Trans>Add a passkey</Trans>
      </Button>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <output className="text-sm text-ink-muted empty:hidden">
        {refusal === 'known' && <Trans>This device has a passkey for you already.</Trans>}
        {refusal === 'other' && <Trans>No passkey was made. Try again when you like.</Trans>}
      </output>
    </div>
  )
}

/** Passkeys are bound to a name, and to a connection that nobody can read. */
function NotHere() {
  const { hostname, port } = window.location
  const isThisMachine = hostname === '127.0.0.1' || hostname === '[::1]'
  const other = `http://localhost:${port}/account`
  return (
    <p className="text-sm text-ink-muted">
      {isThisMachine ? (
        <Trans>
          Passkeys need a name in the address: open{' '}
          <a className="text-sea-ink underline" href={other}>
            {other}
          </a>{' '}
          and sign in there.
        </Trans>
      ) : (
        <Trans>
          Passkeys need an address that begins with https, and that is set as server.publicUrl.
        </Trans>
      )}
    </p>
  )
}

function RenameDialog({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const { t } = useLingui()
  const { client, reload } = useAccount()
  const formId = useId()
  const { run, isRunning, failure } = useTask()
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const name = textOf(new FormData(event.currentTarget), 'name')
    if (!(await run(() => client.renamePasskey(passkey.id, name)))) return
    reload()
    onClose()
  }
  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button form={formId} isBusy={isRunning} look="primary" type="submit">
            <Trans>Save</Trans>
          </Button>
        </>
      }
      closeLabel={t`Close`}
      onClose={onClose}
      title={t`Rename the passkey`}
    >
      <form className="grid gap-4 text-ink" id={formId} onSubmit={(event) => void submit(event)}>
        <TextField
          defaultValue={passkey.name}
          label={t`Name`}
          maxLength={60}
          name="name"
          required
        />
        {failure && (
          <FailureText failure={failure} refused={<Trans>This name was not accepted.</Trans>} />
        )}
      </form>
    </Dialog>
  )
}
