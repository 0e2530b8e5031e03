import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import type { Person } from '#wire/directory.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { RoleBadges } from './RoleBadges.tsx'

/** One line a person; in a narrow window only what tells them apart. */
export function PeopleTable({ people }: { people: readonly Person[] }) {
  const { t } = useLingui()
  const heading = 'px-3 py-2 text-start font-medium'
  return (
    <section
      aria-label={t`People`}
      // What scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <table className="w-full border-collapse text-sm">
        <thead className="border-b border-line text-ink-muted">
          <tr>
            <th scope="col" className={`${heading} max-sm:w-3/5`}>
              <Trans>Name</Trans>
            </th>
            <th scope="col" className={heading}>
              <Trans>Roles</Trans>
            </th>
            <th scope="col" className={`${heading} max-lg:hidden`}>
              <Trans>Groups</Trans>
            </th>
            <th scope="col" className={`${heading} max-md:hidden`}>
              <Trans>Last seen</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <Row key={person.id} person={person} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

const GROUPS_SHOWN = 3

function Row({ person }: { person: Person }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { id, name, email, status, roles, groups, lastSeenAt } = person
  const more = groups.length - GROUPS_SHOWN
  const named = groups.slice(0, GROUPS_SHOWN).map((group) => group.name)
  return (
    <tr className="border-t border-line align-top first:border-t-0 hover:bg-hover">
      <th scope="row" className="px-3 py-2 text-start font-normal">
        <Link
          className="inline-block font-medium [overflow-wrap:anywhere] underline decoration-line-strong underline-offset-4 hover:decoration-current"
          dir="auto"
          href={`/admin/people/${id}`}
        >
          {name}
        </Link>{' '}
        {status === 'suspended' && <Badge look="warning">{t`Suspended`}</Badge>}
        <bdi className="block [overflow-wrap:anywhere] text-ink-muted">
          {email ?? t`no address`}
        </bdi>
      </th>
      <td className="px-3 py-2">
        <RoleBadges roles={roles.map(({ role }) => role)} />
      </td>
      <td className="max-w-72 px-3 py-2 [overflow-wrap:anywhere] text-ink-muted max-lg:hidden">
        <bdi>{named.join(', ')}</bdi> {more > 0 && t`and ${more} more`}
      </td>
      <td className="px-3 py-2 whitespace-nowrap text-ink-muted tabular-nums max-md:hidden">
        {lastSeenAt ? formats.moment(Date.parse(lastSeenAt)) : t`never`}
      </td>
    </tr>
  )
}
