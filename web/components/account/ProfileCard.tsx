import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type FormEvent } from 'react'
import { choicesOf } from '../../i18n/languages.ts'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { textOf } from '../money/form-text.ts'
import { useToast } from '../shell/Toasts.tsx'
import { useTask } from '../use-task.ts'
import { AccountCard } from './AccountCard.tsx'
import { useAccount } from './account-context.ts'
import { EmailDialog } from './EmailDialog.tsx'

/** What one is called, in which language one is written to, and where. */
export function ProfileCard() {
  const { t } = useLingui()
  const { language, session, client: app } = useApp()
  const { account, client, reload } = useAccount()
  const say = useToast()
  const { run, isRunning, failure } = useTask()
  const { name, locale, source } = account.person
  const isLocal = source === 'local'
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const chosen = textOf(form, 'locale')
    const change = { locale: chosen, ...(isLocal && { name: textOf(form, 'name') }) }
    const isSaved = await run(async () => {
      await client.update(change)
      await language.choose(chosen)
      await session.load(app)
    })
    if (!isSaved) return
    say(t`Saved.`)
    reload()
  }
  return (
    <AccountCard title={t`About me`}>
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <TextField
          autoComplete="name"
          defaultValue={name}
          disabled={!isLocal}
          label={t`Name`}
          maxLength={100}
          name="name"
          required
        />
        <Select
          defaultValue={locale ?? language.language.get()}
          label={t`Language of the pages and of mails`}
          name="locale"
          options={choicesOf(language.available, language.language.get()).map(
            ({ tag, name: own }) => ({ value: tag, name: own, lang: tag }),
          )}
        />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
        <div>
          <Button isBusy={isRunning} type="submit">
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
      <EmailLine />
      {!isLocal && (
        <p className="text-sm text-ink-muted">
          <Trans>
            You sign in by your organisation’s own service. Name, address and ways in are changed
            there.
          </Trans>
        </p>
      )}
    </AccountCard>
  )
}

function EmailLine() {
  const { account } = useAccount()
  const { email, source } = account.person
  const [isOpen, setIsOpen] = useState(false)
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4 text-sm">
      <p className="min-w-0">
        <span className="block font-medium">
          <Trans>E-mail address</Trans>
        </span>
        <span className="[overflow-wrap:anywhere] text-ink-muted">
          {email ?? <Trans>None yet</Trans>}
        </span>
      </p>
      {source === 'local' && (
        <Button onClick={() => setIsOpen(true)}>
          {email === null ? <Trans>Enter an address</Trans> : <Trans>Change</Trans>}
        </Button>
      )}
      {isOpen && <EmailDialog onClose={() => setIsOpen(false)} />}
    </div>
  )
}
