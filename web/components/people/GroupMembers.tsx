import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState, type FormEvent } from 'react'
import type { Group, Member, MemberPage } from '#wire/directory.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { textOf } from '../money/form-text.ts'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useRights } from '../use-rights.ts'
import { useTask } from '../use-task.ts'
import { useDirectory } from './use-directory.ts'

interface GroupMembersProps {
  group: Group
  onAdd: () => void
  onRemove: (member: Member) => void
  onChanged: () => void
}

/** Who is in a group. */
export function GroupMembers({ group, onAdd, onRemove, onChanged }: GroupMembersProps) {
  const { t } = useLingui()
  const client = useDirectory()
  const rights = useRights()
  const [q, setQ] = useState('')
  const load = useCallback(
    (signal: AbortSignal) => client.listMembers(group.id, q === '' ? {} : { q }, signal),
    [client, group.id, q],
  )
  const remote = useRemote(load)
  const { value } = remote
  const mayChange = rights.has('group.manage-members') && group.source !== 'scim'
  const add = mayChange && (
    <Button look="primary" icon="add" onClick={onAdd}>
      <Trans>Add a member</Trans>
    </Button>
  )
  function search(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    setQ(textOf(new FormData(event.currentTarget), 'q'))
  }
  return (
    <section className="grid gap-4" aria-labelledby="members">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-display text-xl" id="members">
          <Trans>Members</Trans>
        </h2>
        {group.members > 0 && add}
      </div>
      {group.members > 0 && (
        <search>
          <form className="flex flex-wrap items-end gap-3" onSubmit={search}>
            <TextField label={t`Name or address`} name="q" type="search" autoComplete="off" />
            <Button type="submit" icon="search">
              <Trans>Search</Trans>
            </Button>
          </form>
        </search>
      )}
      <RemoteStatus of={remote} />
      {value?.total === 0 &&
        (q === '' ? (
          <EmptyState action={add || undefined} icon="person" title={t`Nobody is in it yet`}>
            <Trans>Add people one by one, or name the group in a list that you import.</Trans>
          </EmptyState>
        ) : (
          <EmptyState icon="search" title={t`Nobody is like that`} />
        ))}
      {value && value.total > 0 && (
        <Pages
          key={`${q} ${value.total} ${value.nextCursor}`}
          first={value}
          {...{ group, q, mayChange, onRemove, onChanged }}
        />
      )}
    </section>
  )
}

interface PagesProps {
  first: MemberPage
  group: Group
  q: string
  mayChange: boolean
  onRemove: (member: Member) => void
  onChanged: () => void
}

function Pages({ first, group, q, mayChange, onRemove, onChanged }: PagesProps) {
  const client = useDirectory()
  const rights = useRights()
  const { run, isRunning, failure } = useTask()
  const [more, setMore] = useState<Member[]>([])
  const [cursor, setCursor] = useState(first.nextCursor)
  async function showMore(from: string) {
    await run(async () => {
      const page = await client.listMembers(group.id, { cursor: from, ...(q !== '' && { q }) })
      setMore((before) => [...before, ...page.members])
      setCursor(page.nextCursor)
    })
  }
  async function flip({ id: personId, isAdministrator }: Member) {
    const work = () => client.addMember(group.id, { personId, isAdministrator: !isAdministrator })
    if (await run(work)) onChanged()
  }
  return (
    <>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {[...first.members, ...more].map((member) => (
          <MemberRow
            key={member.id}
            member={member}
            mayRemove={mayChange}
            onRemove={() => onRemove(member)}
            onFlip={mayChange && rights.has('group.manage') ? () => void flip(member) : null}
          />
        ))}
      </ul>
      {cursor !== null && (
        <div className="grid justify-items-center">
          <Button isBusy={isRunning} onClick={() => void showMore(cursor)}>
            <Trans>Show more</Trans>
          </Button>
        </div>
      )}
    </>
  )
}

interface MemberRowProps {
  member: Member
  mayRemove: boolean
  onRemove: () => void
  /** Null: that is for others to decide. */
  onFlip: (() => void) | null
}

function MemberRow({ member, mayRemove, onRemove, onFlip }: MemberRowProps) {
  const { t } = useLingui()
  const { name, email, status, isAdministrator } = member
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 py-2">
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <bdi className="font-medium">{name}</bdi>{' '}
        {isAdministrator && <Badge look="sea">{t`administers it`}</Badge>}{' '}
        {status === 'suspended' && <Badge look="warning">{t`Suspended`}</Badge>}
        <bdi className="block text-sm text-ink-muted">{email}</bdi>
      </span>
      <span className="flex shrink-0 items-center gap-1">
        {onFlip && (
          <Button look="bare" onClick={onFlip}>
            {isAdministrator ? (
              <Trans>No longer administrator</Trans>
            ) : (
              <Trans>Make administrator</Trans>
            )}
            <span className="sr-only">: {name}</span>
          </Button>
        )}
        {mayRemove && <IconButton icon="trash" label={t`Take ${name} out`} onClick={onRemove} />}
      </span>
    </li>
  )
}
