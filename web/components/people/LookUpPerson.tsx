import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type FormEvent } from 'react'
import type { SsoClient } from '#sdk/sso.ts'
import type { LookedUp, SignInProvider } from '#wire/sso.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { textOf } from '../money/form-text.ts'
import { useTask } from '../use-task.ts'
import { RoleBadges } from './RoleBadges.tsx'

/** The same in every language. */
const ID = 'ID'

interface LookUpPersonProps {
  provider: Pick<SignInProvider, 'id' | 'name'>
  client: Pick<SsoClient, 'lookUp'>
  /** Says what was wrong with the directory. */
  children: (check: LookedUp['check']) => React.ReactNode
}

/** Whether a directory knows somebody, and what they would get here: before anybody signs in by it. */
export function LookUpPerson({ provider, client, children }: LookUpPersonProps) {
  const { t } = useLingui()
  const { run, isRunning, failure } = useTask()
  const [looked, setLooked] = useState<LookedUp | null>(null)
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const name = textOf(new FormData(event.currentTarget), 'name')
    await run(async () => setLooked(await client.lookUp(provider.id, { name })))
  }
  return (
    <form className="grid gap-3" onSubmit={(event) => void submit(event)}>
      <div className="flex flex-wrap items-end gap-2">
        <TextField
          autoComplete="off"
          className="min-w-48 grow"
          dir="ltr"
          label={t`Look somebody up, as they would sign in`}
          maxLength={254}
          name="name"
          required
          spellCheck={false}
        />
        <Button isBusy={isRunning} type="submit">
          <Trans>Look up</Trans>
          <span className="sr-only">: {provider.name}</span>
        </Button>
      </div>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <div aria-live="polite" className="text-sm">
        {looked?.person && <Found person={looked.person} />}
        {looked?.check.outcome === 'wrong' && <ul>{children(looked.check)}</ul>}
        {looked?.check.outcome === 'right' && !looked.person && (
          <p>
            <Trans>The directory knows nobody of this name, or several people.</Trans>
          </p>
        )}
      </div>
    </form>
  )
}

function Found({ person }: { person: NonNullable<LookedUp['person']> }) {
  const { name, email, id, groups, roles } = person
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 [overflow-wrap:anywhere] [&>dt]:text-ink-muted">
      <dt>
        <Trans>Name</Trans>
      </dt>
      <dd dir="auto">{name}</dd>
      <dt>
        <Trans>E-mail address</Trans>
      </dt>
      <dd dir="ltr">{email ?? '–'}</dd>
      <dt translate="no">{ID}</dt>
      <dd className="font-mono text-xs" dir="ltr">
        {id}
      </dd>
      <dt>
        <Trans>Groups</Trans>
      </dt>
      <dd dir="auto">{groups.length > 0 ? groups.join(', ') : '–'}</dd>
      <dt>
        <Trans>Roles</Trans>
      </dt>
      <dd>{roles.length > 0 ? <RoleBadges roles={roles} /> : '–'}</dd>
    </dl>
  )
}
