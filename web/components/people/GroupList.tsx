import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Group } from '#wire/directory.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useRights } from '../use-rights.ts'
import { GroupDialog } from './GroupDialog.tsx'
import { RoleBadges } from './RoleBadges.tsx'
import { useDirectory } from './use-directory.ts'

/** More than this, and one looks for a name rather than down the list. */
const MANY = 8

/** The groups, or those that one administers. */
export function GroupList() {
  const { t } = useLingui()
  const client = useDirectory()
  const rights = useRights()
  const [, go] = useLocation()
  const remote = useRemote(
    useCallback((signal: AbortSignal) => client.listGroups(signal), [client]),
  )
  const [isAdding, setIsAdding] = useState(false)
  const [q, setQ] = useState('')
  const groups = remote.value
  const wanted = q.trim().toLowerCase()
  const shown = groups?.filter(({ name, description }) =>
    `${name} ${description}`.toLowerCase().includes(wanted),
  )
  const add = rights.has('group.manage') && (
    <Button look="primary" icon="add" onClick={() => setIsAdding(true)}>
      <Trans>Make a group</Trans>
    </Button>
  )
  return (
    <>
      <PageTitle title={t`Groups`} actions={groups?.length === 0 ? undefined : add}>
        <Trans>
          People who belong together: they share roles and budgets, and somebody of their own can
          say who is in.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {groups?.length === 0 && (
        <EmptyState action={add || undefined} icon="group" title={t`No groups yet`}>
          <Trans>
            Make one for each department or project. Give it a role, and all in it have it; name
            somebody who may add and remove its members, without any other right.
          </Trans>
        </EmptyState>
      )}
      <div className="grid gap-4">
        {groups && groups.length > MANY && (
          <search className="max-w-sm">
            <TextField
              label={t`Name of a group`}
              type="search"
              autoComplete="off"
              value={q}
              onChange={({ target }) => setQ(target.value)}
            />
          </search>
        )}
        {shown && shown.length > 0 && (
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(22rem,100%),1fr))] gap-4">
            {shown.map((group) => (
              <GroupCard key={group.id} group={group} />
            ))}
          </ul>
        )}
        {groups && groups.length > 0 && shown?.length === 0 && (
          <EmptyState icon="search" title={t`No group is called that`} />
        )}
      </div>
      {isAdding && (
        <GroupDialog
          edited={null}
          onClose={() => setIsAdding(false)}
          onSaved={(id) => go(`/admin/groups/${id}`)}
        />
      )}
    </>
  )
}

function GroupCard({ group }: { group: Group }) {
  const { id, name, description, roles, members, administrators } = group
  const names = administrators.map((one) => one.name).join(', ')
  return (
    <li className="grid content-start gap-2 rounded-lg border border-line bg-surface p-4">
      <h2 className="font-medium [overflow-wrap:anywhere]">
        <Link
          className="underline decoration-line-strong underline-offset-4 hover:decoration-current"
          href={`/admin/groups/${id}`}
        >
          <bdi>{name}</bdi>
        </Link>
      </h2>
      {description !== '' && (
        <p className="text-sm [overflow-wrap:anywhere] text-ink-muted">{description}</p>
      )}
      <p className="text-sm text-ink-muted">
        <Plural value={members} one="# member" other="# members" />
        {names !== '' && (
          <>
            {' · '}
            <Trans>administered by {names}</Trans>
          </>
        )}
      </p>
      {roles.length > 0 && <RoleBadges roles={roles} />}
    </li>
  )
}
