import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState } from 'react'
import type { SsoClient } from '#sdk/sso.ts'
import type { ProviderAddress, ProviderCheck, SignInProvider } from '#wire/sso.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useRights } from '../use-rights.ts'
import { useTask } from '../use-task.ts'
import { CopyableUrl } from './CopyableUrl.tsx'
import { LookUpPerson } from './LookUpPerson.tsx'
import { OwnSignInActions } from './own-sign-in/OwnSignInActions.tsx'
import { ROLE_NAMES } from './role-names.ts'
import { PROFILES } from './sign-in-profiles.ts'

const KINDS: Record<SignInProvider['kind'], MessageDescriptor> = {
  oidc: msg`OpenID Connect`,
  saml: msg`SAML 2.0`,
  ldap: msg`LDAP`,
}
const ADDRESSES: Record<ProviderAddress['kind'], MessageDescriptor> = {
  redirect: msg`Redirect URI, after signing in`,
  'signed-out': msg`Redirect URI, after signing out`,
  'back-channel': msg`Back-channel logout`,
  'front-channel': msg`Front-channel logout`,
  'entity-id': msg`Entity ID and metadata`,
  'assertion-consumer': msg`Assertion consumer service`,
  'single-logout': msg`Single logout service`,
}

interface SignInProviderCardProps {
  provider: SignInProvider
  client: SsoClient
  onChanged: () => void
}

/** One way of single sign-on: whom it lets in, what to enter there, and whether it works. */
export function SignInProviderCard({ provider, client, onChanged }: SignInProviderCardProps) {
  const { i18n } = useLingui()
  const id = useId()
  const { kind, name, profile, address, clientId, addresses, own } = provider
  const product = profile && PROFILES[profile]
  const mayConfigure = useRights().has('sign-in.configure')
  return (
    <li
      aria-labelledby={id}
      className="grid min-w-0 content-start gap-4 rounded-xl border border-line bg-surface p-5 md:p-6"
    >
      <div>
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="font-display text-xl [overflow-wrap:anywhere]" id={id}>
            <bdi>{name}</bdi>
          </h2>
          <Badge>{product ?? i18n._(KINDS[kind])}</Badge>
          {own?.form.isEnabled === false && (
            <Badge>
              <Trans>off</Trans>
            </Badge>
          )}
        </div>
        <p className="mt-1 font-mono text-sm [overflow-wrap:anywhere] text-ink-muted" dir="ltr">
          {address}
          {clientId !== null && ` · ${clientId}`}
        </p>
      </div>
      <WhoComesIn provider={provider} />
      {addresses.length > 0 && <Addresses addresses={addresses} />}
      <Test provider={provider} client={client} />
      {kind === 'ldap' && mayConfigure && (
        <LookUpPerson provider={provider} client={client}>
          {(check) => <Check check={check} />}
        </LookUpPerson>
      )}
      {own && <OwnSignInActions onRemoved={onChanged} way={own} />}
    </li>
  )
}

function WhoComesIn({ provider }: { provider: SignInProvider }) {
  const { i18n } = useLingui()
  const { mayCreatePeople, allowedDomains, trustedDomains, loginDomains, takesGroups } = provider
  const list = (texts: readonly string[]) => new Intl.ListFormat(i18n.locale).format(texts)
  return (
    <ul className="grid list-disc gap-1 ps-5 text-sm text-ink-muted">
      <li>
        {mayCreatePeople ? (
          <Trans>Whoever comes for the first time gets an account.</Trans>
        ) : (
          <Trans>Only people who are invited or provisioned come in.</Trans>
        )}
      </li>
      {allowedDomains.length > 0 && (
        <li>
          <Trans>Only people of {list(allowedDomains)}.</Trans>
        </li>
      )}
      {trustedDomains.length > 0 && (
        <li>
          <Trans>
            Addresses of {list(trustedDomains)} are believed: who has one here already becomes that
            person.
          </Trans>
        </li>
      )}
      {loginDomains.length > 0 && (
        <li>
          <Trans>Asked about passwords of {list(loginDomains)} alone.</Trans>
        </li>
      )}
      {takesGroups && (
        <li>
          <Trans>Groups are taken over at each sign-in.</Trans>
        </li>
      )}
      {provider.roles.map(({ from, role }) => (
        <li key={from}>
          <Trans>
            <bdi className="font-mono text-ink">{from}</bdi> gives the role{' '}
            {i18n._(ROLE_NAMES[role])}.
          </Trans>
        </li>
      ))}
    </ul>
  )
}

function Addresses({ addresses }: { addresses: readonly ProviderAddress[] }) {
  const { i18n } = useLingui()
  return (
    <div>
      <h3 className="text-sm font-medium">
        <Trans>To enter there</Trans>
      </h3>
      <dl className="mt-1 grid gap-2">
        {addresses.map(({ kind, url }) => (
          <div key={kind} className="min-w-0">
            <dt className="text-sm text-ink-muted">{i18n._(ADDRESSES[kind])}</dt>
            <dd>
              <CopyableUrl url={url} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

const OUTCOMES: Record<ProviderCheck['outcome'], { icon: IconName; className: string }> = {
  right: { icon: 'check', className: 'text-success' },
  wrong: { icon: 'warning', className: 'text-danger' },
  'worth-knowing': { icon: 'info', className: 'text-warning' },
}

function Test({ provider, client }: Omit<SignInProviderCardProps, 'onChanged'>) {
  const { t } = useLingui()
  const { run, isRunning, failure } = useTask()
  const [checks, setChecks] = useState<ProviderCheck[] | null>(null)
  const isRight = checks?.every(({ outcome }) => outcome !== 'wrong')
  return (
    <div className="grid gap-3">
      <div>
        <Button
          isBusy={isRunning}
          onClick={() => void run(async () => setChecks((await client.test(provider)).checks))}
        >
          <Trans>Try it</Trans>
          <span className="sr-only">: {provider.name}</span>
        </Button>
      </div>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <div aria-live="polite">
        {checks && (
          <>
            <p className="text-sm font-medium">
              {isRight ? t`It answers as it should.` : t`People cannot sign in this way.`}
            </p>
            <ul className="mt-2 grid gap-2 text-sm">
              {checks.map((check, index) => (
                <Check key={index} check={check} />
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  )
}

const WHAT: Record<ProviderCheck['what'], Record<ProviderCheck['outcome'], MessageDescriptor>> = {
  reach: {
    right: msg`It is reached, and describes itself.`,
    wrong: msg`It is not reached, or does not describe itself as OpenID Connect wants. Check the issuer’s address, the name server, the firewall and its certificate.`,
    'worth-knowing': msg`It is reached.`,
  },
  issuer: {
    right: msg`It calls itself as the configuration does.`,
    wrong: msg`It calls itself otherwise than the configuration does. Copy the issuer exactly.`,
    'worth-knowing': msg`It calls itself as the configuration does.`,
  },
  keys: {
    right: msg`It has keys of the right kind.`,
    wrong: msg`It has no key for the signatures that are expected. Set signatureAlgorithm to what it signs with.`,
    'worth-knowing': msg`It has keys.`,
  },
  flow: {
    right: msg`It knows the way that Galerne signs people in.`,
    wrong: msg`It does not know the way that Galerne signs people in. Set usesPkce, or give a client secret.`,
    'worth-knowing': msg`It knows the way that Galerne signs people in.`,
  },
  'sign-out': {
    right: msg`Who signs out here is signed out there.`,
    wrong: msg`It has no place to sign out.`,
    'worth-knowing': msg`It has no place to sign out: who signs out here may still be signed in there.`,
  },
  certificate: {
    right: msg`The certificate holds.`,
    wrong: msg`The certificate has ended, or is none. Put the present one into the configuration.`,
    'worth-knowing': msg`The certificate ends within a month. Put the next one beside it in time.`,
  },
  directory: {
    right: msg`The directory answers, and lets the search account in.`,
    wrong: msg`The directory does not answer, or does not let the search account in. Check address, certificate, bindDn, bindPassword and baseDn.`,
    'worth-knowing': msg`The directory answers.`,
  },
}

function Check({ check: { what, outcome, detail } }: { check: ProviderCheck }) {
  const { i18n } = useLingui()
  const { icon, className } = OUTCOMES[outcome]
  return (
    <li className="flex gap-2">
      <span className={`mt-0.5 shrink-0 ${className}`}>
        <Icon name={icon} size={16} />
      </span>
      <span className="min-w-0">
        {i18n._(WHAT[what][outcome])}
        {detail !== null && (
          <span
            className="block font-mono text-xs [overflow-wrap:anywhere] text-ink-muted"
            dir="ltr"
            lang="en"
          >
            {detail}
          </span>
        )}
      </span>
    </li>
  )
}
