import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import type { RoleInfo } from '#wire/directory.ts'
import { LinkButton } from '../../components/shell/LinkButton.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { RightList } from '../../components/people/RightList.tsx'
import { RoleMatrix } from '../../components/people/RoleMatrix.tsx'
import { ROLE_NAMES } from '../../components/people/role-names.ts'
import { ROLE_NOTES } from '../../components/people/role-texts.ts'
import { useDirectory } from '../../components/people/use-directory.ts'
import { useMedia, WIDE } from '../../components/use-media.ts'
import { Disclosure } from '../../ui/Disclosure.tsx'

/** What each role may do, and who holds it. */
export function RolesPage() {
  const { t } = useLingui()
  const client = useDirectory()
  const isWide = useMedia(WIDE)
  const remote = useRemote(useCallback((signal: AbortSignal) => client.listRoles(signal), [client]))
  const roles = remote.value
  return (
    <>
      <PageTitle title={t`Roles`}>
        <Trans>
          A role is a set of rights with a name. Nobody can give a role that has a right which they
          lack.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {roles && (
        <div className="grid grid-cols-1 gap-8">
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(20rem,100%),1fr))] gap-4">
            {roles.map((info) => (
              <RoleCard key={info.role} info={info} hasRights={!isWide} />
            ))}
          </ul>
          {isWide && (
            <section className="grid gap-3">
              <h2 className="font-display text-xl">
                <Trans>Every right, side by side</Trans>
              </h2>
              <RoleMatrix roles={roles} />
            </section>
          )}
        </div>
      )}
    </>
  )
}

/** On a phone each role has its own list of rights: a table of seven columns cannot be read there. */
function RoleCard({ info, hasRights }: { info: RoleInfo; hasRights: boolean }) {
  const { t, i18n } = useLingui()
  const { role, people, groups, serviceAccounts, rights } = info
  const names = [...groups, ...serviceAccounts].map(({ name }) => name).join(', ')
  return (
    <li className="grid content-start gap-2 rounded-lg border border-line bg-surface p-4">
      <h2 className="font-medium">{i18n._(ROLE_NAMES[role])}</h2>
      <p className="text-sm text-ink-muted">{i18n._(ROLE_NOTES[role])}</p>
      {names !== '' && (
        <p className="text-sm [overflow-wrap:anywhere] text-ink-muted">
          <Trans>Given by groups and held by service accounts: {names}</Trans>
        </p>
      )}
      <p>
        <LinkButton href={`/admin/people?role=${role}`} icon="person">
          <Plural value={people} _0="Nobody has it" one="# person" other="# people" />
        </LinkButton>
      </p>
      {hasRights && (
        <Disclosure title={t`What it lets them do`}>
          <RightList rights={rights} />
        </Disclosure>
      )}
    </li>
  )
}
