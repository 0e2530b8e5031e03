import { plural } from '@lingui/core/macro'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import { Link } from 'wouter'
import type { RegisterOverview } from '#wire/registers.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { LinkButton } from '../shell/LinkButton.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { REGISTER_NAMES } from './register-names.ts'
import { useRegisters } from './use-registers.ts'

/** The registers, and how far each is. */
export function RegisterList() {
  const { t } = useLingui()
  const client = useRegisters()
  const remote = useRemote(useCallback((signal: AbortSignal) => client.overview(signal), [client]))
  const { value } = remote
  return (
    <>
      <PageTitle title={t`Registers`}>
        <Trans>
          They write themselves from what is configured and from the calls of the last 30 days. What
          only people know is asked for, and kept with its author. Information, not legal advice.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {value && value.unapprovedHighRisk > 0 && (
        <div className="mb-5">
          <Banner
            kind="warning"
            title={plural(value.unapprovedHighRisk, {
              one: '# high-risk use case waits for a decision. Its calls are refused until then.',
              other:
                '# high-risk use cases wait for a decision. Their calls are refused until then.',
            })}
          />
        </div>
      )}
      {value && (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(20rem,100%),1fr))] gap-4">
          {value.registers.map(({ name, missing }) => (
            <RegisterCard key={name} missing={missing} name={name} />
          ))}
        </ul>
      )}
      {value && (
        <p className="mt-6">
          <LinkButton href="/admin/use-cases" icon="list">
            <Plural
              value={value.useCases}
              _0="Add the first use case"
              one="# use case"
              other="# use cases"
            />
          </LinkButton>
        </p>
      )}
    </>
  )
}

function RegisterCard({ name, missing }: RegisterOverview['registers'][number]) {
  const { i18n } = useLingui()
  return (
    <li className="grid content-start gap-2 rounded-lg border border-line bg-surface p-4">
      <h2 className="font-medium">
        <Link
          className="underline decoration-line-strong underline-offset-4 hover:decoration-current"
          href={`/admin/registers/${name}`}
        >
          {i18n._(REGISTER_NAMES[name].name)}
        </Link>
      </h2>
      <p className="text-sm text-ink-muted">{i18n._(REGISTER_NAMES[name].about)}</p>
      <p>
        {missing === 0 ? (
          <Badge look="success" icon="check">
            <Trans>complete</Trans>
          </Badge>
        ) : (
          <Badge look="warning">
            <Plural value={missing} one="# entry missing" other="# entries missing" />
          </Badge>
        )}
      </p>
    </li>
  )
}
