import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useMemo } from 'react'
import { createSsoClient, type SsoClient } from '#sdk/sso.ts'
import type { SignInOverview } from '#wire/sso.ts'
import { useApp } from '../../components/app-context.ts'
import { ScimCard } from '../../components/people/ScimCard.tsx'
import { SignInProviderCard } from '../../components/people/SignInProviderCard.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { Banner } from '../../ui/Banner.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'

/** The ways of single sign-on that galerne.yaml has, and where people are provisioned. */
export function SignInMethodsPage() {
  const { t } = useLingui()
  const { client: app } = useApp()
  const client = useMemo(() => createSsoClient(app.http), [app])
  const remote = useRemote(useCallback((signal: AbortSignal) => client.overview(signal), [client]))
  const { value, reload } = remote
  return (
    <>
      <PageTitle title={t`Single sign-on`}>
        <Trans>
          Other services that people sign in by, and directories that make and suspend them. They
          are set up in galerne.yaml; here is what to enter there, and whether it works.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {value && (
        <div className="grid max-w-4xl gap-5">
          <Providers overview={value} client={client} />
          <ScimCard scim={value.scim} onChanged={reload} />
        </div>
      )}
    </>
  )
}

function Providers({ overview, client }: { overview: SignInOverview; client: SsoClient }) {
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
          />
        ))}
      </ul>
    </>
  )
}

/** The least that a first attempt takes; the guide has the rest. */
const EXAMPLE = `signIn:
  oidc:
    - id: staff
      name: Staff account
      issuer: https://sso.example.eu/realms/staff
      clientId: galerne
      clientSecret: \${OIDC_CLIENT_SECRET}`

function NothingYet() {
  const { t } = useLingui()
  return (
    <div className="grid justify-items-center rounded-xl border border-line bg-surface px-4 pb-6">
      <EmptyState icon="key" title={t`No other service is set up`}>
        <Trans>
          People sign in with accounts of Galerne’s own. To let them come by Keycloak, Entra ID,
          Google, ProConnect, SAML or LDAP, put this into galerne.yaml, and see the guide “Single
          sign-on” for the rest:
        </Trans>
      </EmptyState>
      <pre
        className="max-w-full rounded-md border border-line bg-canvas px-4 py-3 font-mono text-sm [overflow-wrap:anywhere] whitespace-pre-wrap"
        dir="ltr"
        translate="no"
      >
        {EXAMPLE}
      </pre>
    </div>
  )
}
