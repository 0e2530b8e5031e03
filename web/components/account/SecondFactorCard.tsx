import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useId, useState, type FormEvent } from 'react'
import type { NewAuthenticator } from '#wire/accounts.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { FailureText } from '../credentials/FailureText.tsx'
import { NewAppFields } from '../credentials/NewAppFields.tsx'
import { RecoveryCodeList } from '../credentials/RecoveryCodeList.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { textOf } from '../money/form-text.ts'
import { useTask } from '../use-task.ts'
import { AccountCard } from './AccountCard.tsx'
import { useAccount } from './account-context.ts'

type Open =
  | { what: 'add'; added: NewAuthenticator }
  | { what: 'codes'; codes: string[] }
  | { what: 'remove' | 'replace' }

/** The codes of an app after the password, and those on paper for when the app is gone. */
export function SecondFactorCard() {
  const { t } = useLingui()
  const { account, client, reload } = useAccount()
  const formats = useFormats()
  const { run, isRunning, failure } = useTask()
  const [open, setOpen] = useState<Open | null>(null)
  const { authenticatorSince, passwordChangedAt, needsSecondFactor } = account
  if (passwordChangedAt === null && authenticatorSince === null) return null
  const since = authenticatorSince && formats.day(Date.parse(authenticatorSince))
  const add = () =>
    run(async () => setOpen({ what: 'add', added: await client.newAuthenticator() }))
  const close = () => {
    setOpen(null)
    reload()
  }
  return (
    <AccountCard
      actions={
        <>
          <Button
            icon={since === null ? 'add' : 'retry'}
            isBusy={isRunning}
            onClick={() => void add()}
          >
            {since === null ? (
              <Trans>Add an authenticator app</Trans>
            ) : (
              <Trans>Use another app</Trans>
            )}
          </Button>
          {since !== null && (
            <Button look="bare" onClick={() => setOpen({ what: 'remove' })}>
              <Trans>Remove it</Trans>
            </Button>
          )}
        </>
      }
      lead={<Lead since={since} />}
      title={t`Second factor`}
    >
      {needsSecondFactor && (
        <p className="text-sm text-ink-muted">
          <Trans>Your organisation asks for a second factor of whoever has your role.</Trans>
        </p>
      )}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {since !== null && <CodesLine onReplace={() => setOpen({ what: 'replace' })} />}
      {open?.what === 'add' && (
        <AddDialog
          added={open.added}
          onClose={close}
          onDone={(codes) => (codes.length > 0 ? setOpen({ what: 'codes', codes }) : close())}
        />
      )}
      {open?.what === 'codes' && <CodesDialog codes={open.codes} onClose={close} />}
      {open?.what === 'remove' && <RemoveDialog onClose={close} />}
      {open?.what === 'replace' && (
        <ReplaceDialog onClose={close} onDone={(codes) => setOpen({ what: 'codes', codes })} />
      )}
    </AccountCard>
  )
}

function Lead({ since }: { since: string | null }) {
  return since === null ? (
    <Trans>
      A code of an app on your telephone, asked for after the password: whoever learns your password
      has half of what it takes.
    </Trans>
  ) : (
    <Trans>An authenticator app has been asked for after your password since {since}.</Trans>
  )
}

function CodesLine({ onReplace }: { onReplace: () => void }) {
  const { account } = useAccount()
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4 text-sm">
      <p>
        <span className="block font-medium">
          <Trans>Recovery codes</Trans>
        </span>
        <span className="text-ink-muted">
          <Plural
            _0="None is left: make new ones."
            one="# of them has not been used yet."
            other="# of them have not been used yet."
            value={account.recoveryCodesLeft}
          />
        </span>
      </p>
      <Button onClick={onReplace}>
        <Trans>Make new ones</Trans>
      </Button>
    </div>
  )
}

interface AddDialogProps {
  added: NewAuthenticator
  onClose: () => void
  onDone: (codes: string[]) => void
}

function AddDialog({ added, onClose, onDone }: AddDialogProps) {
  const { t } = useLingui()
  const { client } = useAccount()
  const formId = useId()
  const { run, isRunning, failure } = useTask()
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const code = textOf(new FormData(event.currentTarget), 'code')
    await run(async () => onDone((await client.addAuthenticator(code)).codes))
  }
  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button form={formId} isBusy={isRunning} look="primary" type="submit">
            <Trans>Add the app</Trans>
          </Button>
        </>
      }
      closeLabel={t`Close`}
      onClose={onClose}
      title={t`Add an authenticator app`}
    >
      <form className="grid gap-4 text-ink" id={formId} onSubmit={(event) => void submit(event)}>
        <NewAppFields added={added} isInvalid={failure !== null} />
        {failure && (
          <FailureText
            failure={failure}
            refused={
              <Trans>
                This code is wrong, or too much time has passed. Wait for the next one, and check
                that the clock of your telephone is right.
              </Trans>
            }
          />
        )}
      </form>
    </Dialog>
  )
}

function CodesDialog({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Dialog
      actions={
        <Button look="primary" onClick={onClose}>
          <Trans>I have kept them</Trans>
        </Button>
      }
      closeLabel={t`Close`}
      isAlert
      onClose={onClose}
      title={t`Keep these codes`}
    >
      <RecoveryCodeList codes={codes} />
    </Dialog>
  )
}

function RemoveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const { client } = useAccount()
  return (
    <ConfirmDialog
      action={t`Remove the app`}
      onClose={onClose}
      onDone={onClose}
      title={t`Remove the authenticator app?`}
      work={() => client.removeAuthenticator()}
    >
      <Trans>From then on your password alone signs you in.</Trans>
    </ConfirmDialog>
  )
}

interface ReplaceDialogProps {
  onClose: () => void
  onDone: (codes: string[]) => void
}

function ReplaceDialog({ onClose, onDone }: ReplaceDialogProps) {
  const { t } = useLingui()
  const { client } = useAccount()
  return (
    <ConfirmDialog
      action={t`Make new codes`}
      onClose={onClose}
      onDone={() => undefined}
      title={t`Make new recovery codes?`}
      work={async () => onDone((await client.newRecoveryCodes()).codes)}
    >
      <Trans>The codes that you have now no longer work then.</Trans>
    </ConfirmDialog>
  )
}
