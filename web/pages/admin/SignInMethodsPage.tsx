import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useMemo } from 'react'
import { useLocation, useRoute } from 'wouter'
import { createSsoClient, type SsoClient } from '#sdk/sso.ts'
import type { SignInOverview } from '#wire/sso.ts'
import { useApp } from '../../components/app-context.ts'
import { OwnSignInEditor } from '../../components/people/own-sign-in/OwnSignInEditor.tsx'
import { ScimCard } from '../../components/people/ScimCard.tsx'
import { SignInProviderCard } from '../../components/people/SignInProviderCard.tsx'
import { LinkButton } from '../../components/shell/LinkButton.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useToast } from '../../components/shell/Toasts.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { useRights } from '../../components/use-rights.ts'
import { Banner } from '../../ui/Banner.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'

/** The ways of single sign-on: those of galerne.yaml, those that are set up here, and where people are provisioned. */
export function SignInMethodsPage() {
  const { t } = useLingui()
  const { client: app } = useApp()
  const client = useMemo(() => createSsoClient(app.http), [app])
  const remote = useRemote(useCallback((signal: AbortSignal) => client.overview(signal), [client]))
  const { value, reload } = remote
  const mayConfigure = useRights().has('sign-in.configure')
  const [, params] = useRoute('/admin/single-sign-on/:id')
  const id = params?.id
  if (value && id !== undefined && mayConfigure) {
    return <OneWay id={id} key={id} onChange={reload} overview={value} />
  }
  return (
    <>
      <PageTitle
        actions={mayConfigure && value && value.providers.length > 0 && <AddWay />}
        title={t`Single sign-on`}
      >
        <Trans>
          Other services that people sign in by, and directories that make and suspend them: what to
          enter there, and whether it works. Those of galerne.yaml are changed there.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {value && (
        <div className="grid max-w-4xl gap-5">
          <Providers overview={value} client={client} onChanged={reload} />
          <ScimCard scim={value.scim} onChanged={reload} />
        </div>
      )}
    </>
  )
}

interface ProvidersProps {
  overview: SignInOverview
  client: SsoClient
  onChanged: () => void
}

function Providers({ overview, client, onChanged }: ProvidersProps) {
  const { t } = useLingui()
  const { providers, isSecure } = overview
  if (providers.length === 0) return <NothingYet />
  return (
    <>
      {!isSecure && (
        <Banner kind="warning" title={t`Reached without https`}>
          <Trans>
            Most services send people back to https addresses alone. Set server.publicUrl to the
            address that people type.
          </Trans>
        </Banner>
      )}
      <ul className="grid gap-5">
        {providers.map((provider) => (
          <SignInProviderCard
            key={`${provider.kind} ${provider.id}`}
            provider={provider}
            client={client}
            onChanged={onChanged}
          />
        ))}
      </ul>
    </>
  )
}

function NothingYet() {
  const { t } = useLingui()
  const mayConfigure = useRights().has('sign-in.configure')
  return (
    <div className="grid justify-items-center rounded-xl border border-line bg-surface px-4 pb-6">
      <EmptyState
        icon="key"
        title={t`No other service is set up`}
        {...(mayConfigure && { action: <AddWay /> })}
      >
        <Trans>
          People sign in with accounts of Galerne’s own. Here they can come by Keycloak, Entra ID,
          Google, ProConnect, SAML or LDAP, as the guide “Single sign-on” says.
        </Trans>
      </EmptyState>
    </div>
  )
}

function AddWay() {
  return (
    <LinkButton href="/admin/single-sign-on/new" icon="add" look="primary">
      <Trans>Add a service</Trans>
    </LinkButton>
  )
}

interface OneWayProps {
  /** `new`: one that is to be made. */
  id: string
  overview: SignInOverview
  onChange: () => void
}

function OneWay({ id, overview, onChange }: OneWayProps) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const say = useToast()
  const way = overview.providers.find(({ own }) => own?.id === id)?.own ?? null
  return (
    <>
      <PageTitle title={way ? way.form.name : t`Add a service`} />
      <OwnSignInEditor
        onSaved={({ form }) => {
          onChange()
          say(t`“${form.name}” is saved and holds from now on.`)
          navigate('/admin/single-sign-on')
        }}
        way={way}
      />
    </>
  )
}
