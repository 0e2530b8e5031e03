import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import { useLocation } from 'wouter'
import type { Group, Member } from '#wire/directory.ts'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { LinkButton } from '../shell/LinkButton.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useToast } from '../shell/Toasts.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useRights } from '../use-rights.ts'
import { AddMemberDialog } from './AddMemberDialog.tsx'
import { GroupDialog } from './GroupDialog.tsx'
import { GroupMembers } from './GroupMembers.tsx'
import { RoleBadges } from './RoleBadges.tsx'
import { RolesDialog } from './RolesDialog.tsx'
import { useDirectory } from './use-directory.ts'

type Open = 'edit' | 'roles' | 'delete' | 'add' | { remove: Member }

/** One group: who is in it, who administers it, and what it gives. */
export function GroupView({ id }: { id: string }) {
  const { t } = useLingui()
  const client = useDirectory()
  const rights = useRights()
  const load = useCallback((signal: AbortSignal) => client.getGroup(id, signal), [client, id])
  const remote = useRemote(load)
  const { value: group, reload } = remote
  const [open, setOpen] = useState<Open | null>(null)
  const mayManage = rights.has('group.manage')
  const isKept = group?.source === 'scim'
  return (
    <>
      <PageTitle
        title={group?.name ?? t`A group`}
        actions={
          group && (
            <>
              {mayManage && (
                <Button icon="edit" onClick={() => setOpen('edit')}>
                  <Trans>Change</Trans>
                </Button>
              )}
              {rights.has('role.manage') && (
                <Button icon="shield" onClick={() => setOpen('roles')}>
                  <Trans>Roles</Trans>
                </Button>
              )}
              {mayManage && !isKept && (
                <Button icon="trash" onClick={() => setOpen('delete')}>
                  <Trans>Delete</Trans>
                </Button>
              )}
            </>
          )
        }
      >
        {group && <Summary group={group} />}
      </PageTitle>
      <RemoteStatus of={remote} />
      {group && (
        <GroupMembers
          key={`${group.members} ${group.administrators.length}`}
          group={group}
          onAdd={() => setOpen('add')}
          onRemove={(member) => setOpen({ remove: member })}
          onChanged={reload}
        />
      )}
      <p className="mt-6">
        <LinkButton href="/admin/groups" icon="back">
          <Trans>All groups</Trans>
        </LinkButton>
      </p>
      {group && open !== null && (
        <Dialogs
          open={open}
          group={group}
          onClose={() => setOpen(null)}
          onDone={() => {
            setOpen(null)
            reload()
          }}
        />
      )}
    </>
  )
}

function Summary({ group: { description, roles, source } }: { group: Group }) {
  return (
    <span className="grid gap-2">
      {description !== '' && <span>{description}</span>}
      {source === 'scim' && (
        <span>
          <Trans>
            This group comes from the directory that provisions people (SCIM): its members are
            changed there.
          </Trans>
        </span>
      )}
      {roles.length > 0 ? (
        <span className="flex flex-wrap items-center gap-2 text-sm">
          <Trans>All in it have</Trans> <RoleBadges roles={roles} />
        </span>
      ) : (
        <span className="text-sm">
          <Trans>It gives no role.</Trans>
        </span>
      )}
    </span>
  )
}

interface DialogsProps {
  open: Open
  group: Group
  onClose: () => void
  onDone: () => void
}

function Dialogs({ open, group, onClose, onDone }: DialogsProps) {
  const { t } = useLingui()
  const client = useDirectory()
  const say = useToast()
  const [, go] = useLocation()
  const { id, name } = group
  if (open === 'edit') return <GroupDialog edited={group} onClose={onClose} onSaved={onDone} />
  if (open === 'add') return <AddMemberDialog group={group} onClose={onClose} onDone={onDone} />
  if (open === 'roles') {
    const held = group.roles.map((role) => ({ role, group: null, source: null }))
    const holder = { path: 'groups', id, name } as const
    return <RolesDialog holder={holder} held={held} onClose={onClose} onSaved={onDone} />
  }
  if (open === 'delete') {
    return (
      <ConfirmDialog
        title={t`Delete the group “${name}”?`}
        action={t`Delete for good`}
        work={() => client.removeGroup(id)}
        onClose={onClose}
        onDone={() => {
          say(t`“${name}” is deleted.`)
          go('/admin/groups')
        }}
      >
        <Trans>
          Its members stay, and lose the roles that it gave them. Keys that belong to it are refused
          at once; its budgets count nobody any more.
        </Trans>
      </ConfirmDialog>
    )
  }
  const { remove } = open
  return (
    <ConfirmDialog
      title={t`Take ${remove.name} out of “${name}”?`}
      action={t`Take out`}
      work={() => client.removeMember(id, remove.id)}
      onClose={onClose}
      onDone={onDone}
    >
      <Trans>They lose the roles that the group gives them, unless they have them otherwise.</Trans>
    </ConfirmDialog>
  )
}
