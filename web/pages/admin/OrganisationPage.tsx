import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useId, type FormEvent, type ReactNode } from 'react'
import { OrganisationSettings, type OrganisationPage as Shown } from '#wire/directory.ts'
import { useApp } from '../../components/app-context.ts'
import { Pair } from '../../components/charts/Pair.tsx'
import { useFormats } from '../../components/charts/use-formats.ts'
import { FailureNotice } from '../../components/FailureNotice.tsx'
import { textOf } from '../../components/money/form-text.ts'
import { ROLE_NAMES } from '../../components/people/role-names.ts'
import { useDirectory } from '../../components/people/use-directory.ts'
import { ExportOrganisation } from '../../components/rights/ExportOrganisation.tsx'
import { LinkButton } from '../../components/shell/LinkButton.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useToast } from '../../components/shell/Toasts.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { useRights } from '../../components/use-rights.ts'
import { useTask } from '../../components/use-task.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'

/** The organisation: its name, how large it is, and what it has decided for itself. */
export function OrganisationPage() {
  const { t } = useLingui()
  const client = useDirectory()
  const remote = useRemote(
    useCallback((signal: AbortSignal) => client.getOrganisation(signal), [client]),
  )
  const { value, reload } = remote
  return (
    <>
      <PageTitle title={t`Organisation`}>
        <Trans>Who you are together, and what holds for everybody in it.</Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {value && (
        <div className="grid max-w-3xl grid-cols-1 gap-8">
          {value.owners === 1 && value.people > 1 && <OneOwner />}
          <Facts of={value} />
          <Settings key={JSON.stringify(value)} of={value} onSaved={reload} />
          <ExportOrganisation />
        </div>
      )}
    </>
  )
}

const { ownKeys, firstRole } = OrganisationSettings.shape

function OneOwner() {
  const { t } = useLingui()
  return (
    <Banner kind="warning" title={t`One person alone owns this organisation`}>
      <Trans>
        If they leave or lose their account, only whoever runs the machine can let an owner in
        again. Give a second person the role.
      </Trans>
    </Banner>
  )
}

function Facts({ of }: { of: Shown }) {
  const { t } = useLingui()
  const formats = useFormats()
  return (
    <section className="grid gap-3" aria-label={t`In numbers`}>
      <p className="flex flex-wrap gap-x-6 gap-y-1">
        <span>
          <Pair name={t`People`} value={formats.count(of.people)} />
        </span>
        <span>
          <Pair name={t`Suspended people`} value={formats.count(of.suspended)} />
        </span>
        <span>
          <Pair name={t`Owners`} value={formats.count(of.owners)} />
        </span>
        <span>
          <Pair name={t`Groups`} value={formats.count(of.groups)} />
        </span>
        <span>
          <Pair name={t`Service accounts`} value={formats.count(of.serviceAccounts)} />
        </span>
      </p>
      <p className="flex flex-wrap gap-2">
        <LinkButton href="/admin/people" icon="person">
          <Trans>People</Trans>
        </LinkButton>
        <LinkButton href="/admin/people?role=owner" icon="shield">
          <Trans>Owners</Trans>
        </LinkButton>
      </p>
    </section>
  )
}

function Settings({ of, onSaved }: { of: Shown; onSaved: () => void }) {
  const { t, i18n } = useLingui()
  const { client: app, session } = useApp()
  const client = useDirectory()
  const say = useToast()
  const { run, isRunning, failure } = useTask()
  const mayChange = useRights().has('organisation.manage')
  const keyNames = {
    everybody: t`All members and builders`,
    builders: t`Builders alone`,
    nobody: t`Nobody: administrators make them`,
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const wish = {
      name: textOf(form, 'name'),
      ownKeys: ownKeys.parse(form.get('ownKeys')),
      firstRole: firstRole.parse(form.get('firstRole')),
      openLinks: form.get('openLinks') === 'on',
      offlineReading: form.get('offlineReading') === 'on',
    }
    if (!(await run(() => client.updateOrganisation(wish)))) return
    say(t`Saved.`)
    // The name stands elsewhere on the page as well.
    await session.load(app).catch(() => undefined)
    onSaved()
  }
  return (
    <form className="grid gap-5" onSubmit={(event) => void submit(event)}>
      <TextField
        label={t`Name`}
        name="name"
        required
        maxLength={100}
        disabled={!mayChange}
        defaultValue={of.name}
      />
      <Select
        label={t`Who may make keys of their own`}
        name="ownKeys"
        disabled={!mayChange}
        defaultValue={of.settings.ownKeys}
        options={ownKeys.unwrap().options.map((value) => ({ value, name: keyNames[value] }))}
      />
      <Select
        label={t`Role of newcomers to whom nobody gave one`}
        name="firstRole"
        disabled={!mayChange}
        defaultValue={of.settings.firstRole}
        options={firstRole
          .unwrap()
          .options.map((value) => ({ value, name: i18n._(ROLE_NAMES[value]) }))}
      />
      <Switches mayChange={mayChange} of={of} />
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <Save isBusy={isRunning} mayChange={mayChange} />
    </form>
  )
}

function Switches({ of, mayChange }: { of: Shown; mayChange: boolean }) {
  return (
    <>
      <Switch isOn={of.settings.openLinks} mayChange={mayChange} name="openLinks">
        <Trans>
          Conversations of the class “public” may be shared by links that need no sign-in. All other
          links ask people to sign in.
        </Trans>
      </Switch>
      <Switch isOn={of.settings.offlineReading} mayChange={mayChange} name="offlineReading">
        <Trans>
          People may keep conversations that they open on their devices, to read them without a
          network. If you switch this off, what is kept there is deleted when a device next reaches
          this server.
        </Trans>
      </Switch>
    </>
  )
}

function Save({ mayChange, isBusy }: { mayChange: boolean; isBusy: boolean }) {
  return mayChange ? (
    <p>
      <Button look="primary" type="submit" isBusy={isBusy}>
        <Trans>Save</Trans>
      </Button>
    </p>
  ) : (
    <p className="text-sm text-ink-muted">
      <Trans>Only owners can change this.</Trans>
    </p>
  )
}

interface SwitchProps {
  name: string
  isOn: boolean
  mayChange: boolean
  children: ReactNode
}

function Switch({ name, isOn, mayChange, children }: SwitchProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-2">
      <input
        className="mt-1"
        defaultChecked={isOn}
        disabled={!mayChange}
        id={id}
        name={name}
        type="checkbox"
      />
      <label htmlFor={id}>{children}</label>
    </div>
  )
}
