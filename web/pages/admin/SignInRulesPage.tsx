import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useMemo, type FormEvent } from 'react'
import { createAccountClient } from '#sdk/accounts.ts'
import type { SignInRules } from '#wire/accounts.ts'
import { Role } from '#wire/roles.ts'
import { AccountCard } from '../../components/account/AccountCard.tsx'
import { useApp } from '../../components/app-context.ts'
import { FailureNotice } from '../../components/FailureNotice.tsx'
import { ROLE_NAMES } from '../../components/people/role-names.ts'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useToast } from '../../components/shell/Toasts.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { useTask } from '../../components/use-task.ts'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'

/** What the organisation demands of those who sign in here, and not by another service. */
export function SignInRulesPage() {
  const { t } = useLingui()
  const { client: app } = useApp()
  const client = useMemo(() => createAccountClient(app.http), [app])
  const remote = useRemote(useCallback((signal: AbortSignal) => client.getRules(signal), [client]))
  return (
    <>
      <PageTitle title={t`Sign-in rules`}>
        <Trans>
          For accounts of Galerne’s own. Whoever comes by your organisation’s own service keeps to
          the rules of that.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {remote.value && <RulesForm client={client} rules={remote.value} />}
    </>
  )
}

interface RulesFormProps {
  rules: SignInRules
  client: ReturnType<typeof createAccountClient>
}

function RulesForm({ rules, client }: RulesFormProps) {
  const { t } = useLingui()
  const say = useToast()
  const { run, isRunning, failure } = useTask()
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    await run(async () => {
      await client.changeRules(rulesFrom(form))
      say(t`Saved. It holds from the next sign-in.`)
    })
  }
  return (
    <form className="grid max-w-3xl gap-5" onSubmit={(event) => void submit(event)}>
      <RoleField chosen={rules.secondFactorRoles} />
      <PasswordField isAllowed={rules.allowsPasswords} />
      <LengthFields rules={rules} />
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <div>
        <Button isBusy={isRunning} look="primary" type="submit">
          <Trans>Save</Trans>
        </Button>
      </div>
    </form>
  )
}

function rulesFrom(form: FormData): SignInRules {
  return {
    secondFactorRoles: form.getAll('role').flatMap((role) => Role.safeParse(role).data ?? []),
    allowsPasswords: form.has('allowsPasswords'),
    idleMinutes: Number(form.get('idleMinutes')),
    longestMinutes: Number(form.get('longestMinutes')),
  }
}

function RoleField({ chosen }: { chosen: readonly Role[] }) {
  const { t, i18n } = useLingui()
  return (
    <AccountCard
      lead={
        <Trans>
          Whoever has one of these roles, and no passkey, adds an authenticator app at the next
          sign-in, before they are in. The link of the terminal needs none.
        </Trans>
      }
      title={t`Second factor required`}
    >
      <fieldset className="grid gap-1 text-sm sm:grid-cols-2">
        <legend className="sr-only">{t`Roles that need a second factor`}</legend>
        {Role.options.map((role) => (
          <label className="flex min-h-(--control) items-center gap-2.5" key={role}>
            <input
              className="size-4 accent-sea"
              defaultChecked={chosen.includes(role)}
              name="role"
              type="checkbox"
              value={role}
            />
            {i18n._(ROLE_NAMES[role])}
          </label>
        ))}
      </fieldset>
    </AccountCard>
  )
}

function PasswordField({ isAllowed }: { isAllowed: boolean }) {
  const { t } = useLingui()
  return (
    <AccountCard
      lead={
        <Trans>
          Without them people sign in with passkeys alone, which nobody can steal by a false page.
          Be sure that everybody has one first.
        </Trans>
      }
      title={t`Passwords`}
    >
      <label className="flex min-h-(--control) items-center gap-2.5 text-sm">
        <input
          className="size-4 accent-sea"
          defaultChecked={isAllowed}
          name="allowsPasswords"
          type="checkbox"
        />
        <Trans>People may sign in with a password</Trans>
      </label>
    </AccountCard>
  )
}

const HOUR = 60
const DAY = 24 * HOUR
const IDLE = [30, HOUR, 4 * HOUR, 8 * HOUR, DAY, 7 * DAY, 14 * DAY, 30 * DAY]
const LONGEST = [8 * HOUR, 12 * HOUR, DAY, 7 * DAY, 30 * DAY, 90 * DAY]

function LengthFields({ rules }: { rules: SignInRules }) {
  const { t } = useLingui()
  return (
    <AccountCard
      lead={<Trans>For sessions that begin from now on.</Trans>}
      title={t`How long one stays signed in`}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          defaultValue={rules.idleMinutes}
          label={t`Without doing anything`}
          name="idleMinutes"
          options={useLengths(IDLE, rules.idleMinutes)}
        />
        <Select
          defaultValue={rules.longestMinutes}
          label={t`In all`}
          name="longestMinutes"
          options={useLengths(LONGEST, rules.longestMinutes)}
        />
      </div>
    </AccountCard>
  )
}

/** Also the present one, where it is none of the usual. */
function useLengths(usual: readonly number[], present: number) {
  const { i18n } = useLingui()
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(i18n.locale, { style: 'unit', unit: name, unitDisplay: 'long' }).format(
      value,
    )
  return [...new Set([...usual, present])]
    .toSorted((a, b) => a - b)
    .map((minutes) => ({
      value: String(minutes),
      name:
        minutes % DAY === 0
          ? unit(minutes / DAY, 'day')
          : minutes % HOUR === 0
            ? unit(minutes / HOUR, 'hour')
            : unit(minutes, 'minute'),
    }))
}
