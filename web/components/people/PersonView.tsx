import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState, type ReactNode } from 'react'
import { PersonSignIn } from '../account/PersonSignIn.tsx'
import type { CreatedTicket } from '#wire/accounts.ts'
import type { PersonDetails } from '#wire/directory.ts'
import { Link } from 'wouter'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { LinkButton } from '../shell/LinkButton.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useToast } from '../shell/Toasts.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useFormats } from '../charts/use-formats.ts'
import { useRights } from '../use-rights.ts'
import { useTask } from '../use-task.ts'
import { EditPersonDialog } from './EditPersonDialog.tsx'
import { InvitationNote } from './InvitationNote.tsx'
import { RightList } from './RightList.tsx'
import { RolesDialog } from './RolesDialog.tsx'
import { ROLE_NAMES } from './role-names.ts'
import { ROLE_NOTES, SOURCE_NAMES } from './role-texts.ts'
import { useDirectory } from './use-directory.ts'

type Open = 'roles' | 'edit' | 'suspend' | { ticket: CreatedTicket }

/** One person: who they are, why they may do what they may, and what can be done about it. */
export function PersonView({ id }: { id: string }) {
  const { t } = useLingui()
  const client = useDirectory()
  const load = useCallback((signal: AbortSignal) => client.getPerson(id, signal), [client, id])
  const remote = useRemote(load)
  const { value: person, reload } = remote
  const [open, setOpen] = useState<Open | null>(null)
  return (
    <>
      <PageTitle
        title={person?.name ?? t`A person`}
        actions={person && <Actions person={person} onOpen={setOpen} onChanged={reload} />}
      >
        {person && <Summary person={person} />}
      </PageTitle>
      <RemoteStatus of={remote} />
      {person && (
        <div className="grid grid-cols-1 gap-6">
          <RolesSection person={person} onOpen={setOpen} />
          <GroupsSection person={person} />
          <section className="grid gap-3" aria-labelledby="rights">
            <h2 className="font-display text-xl" id="rights">
              <Trans>What they may do</Trans>
            </h2>
            {person.status === 'suspended' && (
              <p className="text-sm text-ink-muted">
                <Trans>
                  Nothing at the moment: they are suspended. Otherwise it would be this.
                </Trans>
              </p>
            )}
            <RightList rights={person.rights} />
          </section>
          <p>
            <LinkButton href="/admin/people" icon="back">
              <Trans>All people</Trans>
            </LinkButton>
          </p>
        </div>
      )}
      {person && open !== null && (
        <Dialogs
          open={open}
          person={person}
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

function Summary({ person }: { person: PersonDetails }) {
  const { t, i18n } = useLingui()
  const formats = useFormats()
  const source = SOURCE_NAMES[person.source]
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <bdi className="[overflow-wrap:anywhere]">{person.email ?? t`no address`}</bdi>
      {person.status === 'suspended' && <Badge look="warning">{t`Suspended`}</Badge>}
      <span>
        {person.lastSeenAt ? (
          <Trans>last seen {formats.moment(Date.parse(person.lastSeenAt))}</Trans>
        ) : (
          <Trans>never seen</Trans>
        )}
      </span>
      <span>{source ? i18n._(source) : <bdi>{person.source}</bdi>}</span>
    </span>
  )
}

interface ActionsProps {
  person: PersonDetails
  onOpen: (open: Open) => void
  onChanged: () => void
}

function Actions({ person, onOpen, onChanged }: ActionsProps) {
  const { t } = useLingui()
  const client = useDirectory()
  const rights = useRights()
  const say = useToast()
  const { run, isRunning, failure } = useTask()
  if (!rights.has('people.manage')) return null
  const invite = () =>
    run(async () => onOpen({ ticket: await client.inviteAgain(person.id, 'invitation') }))
  async function restore() {
    if (!(await run(() => client.updatePerson(person.id, { status: 'active' })))) return
    say(t`${person.name} may come in again.`)
    onChanged()
  }
  const isActive = person.status === 'active'
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        <Button icon="edit" onClick={() => onOpen('edit')}>
          <Trans>Change</Trans>
        </Button>
        {isActive && person.source === 'local' && (
          <Button icon="send" isBusy={isRunning} onClick={() => void invite()}>
            <Trans>Make a sign-in link</Trans>
          </Button>
        )}
        <PersonSignIn person={person} />
        {isActive ? (
          <Button icon="stop" onClick={() => onOpen('suspend')}>
            <Trans>Suspend</Trans>
          </Button>
        ) : (
          <Button look="primary" isBusy={isRunning} onClick={() => void restore()}>
            <Trans>Let in again</Trans>
          </Button>
        )}
      </div>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </div>
  )
}

function Section({
  title,
  action,
  children,
}: {
  title: string
  action?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="grid gap-3 rounded-lg border border-line bg-surface p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="font-display text-xl">{title}</h2>
        {action}
      </div>
      {children}
    </section>
  )
}

function RolesSection({ person, onOpen }: { person: PersonDetails; onOpen: (open: Open) => void }) {
  const { t, i18n } = useLingui()
  const rights = useRights()
  return (
    <Section
      title={t`Roles`}
      action={
        rights.has('role.manage') && (
          <Button icon="edit" onClick={() => onOpen('roles')}>
            <Trans>Change roles</Trans>
          </Button>
        )
      }
    >
      {person.roles.length === 0 && (
        <p className="text-sm text-ink-muted">
          <Trans>None: they can sign in, and may do nothing.</Trans>
        </p>
      )}
      <ul className="grid gap-2 text-sm">
        {person.roles.map(({ role, group, source }) => (
          <li key={`${role} ${group?.id}`}>
            <strong className="font-medium">{i18n._(ROLE_NAMES[role])}</strong>{' '}
            <span className="text-ink-muted">
              {group ? <Trans>through the group {group.name}</Trans> : <Origin source={source} />}
              {' – '}
              {i18n._(ROLE_NOTES[role])}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Origin({ source }: { source: string | null }) {
  const { i18n } = useLingui()
  if (source === null || source === 'local') return <Trans>held directly</Trans>
  const known = SOURCE_NAMES[source]
  return known ? i18n._(known) : <bdi>{source}</bdi>
}

function GroupsSection({ person }: { person: PersonDetails }) {
  const { t } = useLingui()
  if (person.groups.length === 0) return null
  return (
    <Section title={t`Groups`}>
      <ul className="flex flex-wrap gap-x-4 gap-y-2 text-sm">
        {person.groups.map(({ id, name, isAdministrator }) => (
          <li key={id} className="flex items-center gap-2">
            <Link
              className="underline decoration-line-strong underline-offset-4 hover:decoration-current"
              href={`/admin/groups/${id}`}
            >
              <bdi>{name}</bdi>
            </Link>
            {isAdministrator && <Badge look="sea">{t`administers it`}</Badge>}
          </li>
        ))}
      </ul>
    </Section>
  )
}

interface DialogsProps {
  open: Open
  person: PersonDetails
  onClose: () => void
  onDone: () => void
}

function Dialogs({ open, person, onClose, onDone }: DialogsProps) {
  const { t } = useLingui()
  const client = useDirectory()
  const formats = useFormats()
  const { id, name, roles, keys } = person
  if (open === 'roles') {
    const holder = { path: 'people', id, name } as const
    return <RolesDialog holder={holder} held={roles} onClose={onClose} onSaved={onDone} />
  }
  if (open === 'edit') return <EditPersonDialog person={person} onClose={onClose} onDone={onDone} />
  if (open !== 'suspend') {
    return (
      <Dialog title={t`A link for ${name}`} closeLabel={t`Close`} onClose={onClose}>
        <InvitationNote ticket={open.ticket} />
      </Dialog>
    )
  }
  const count = formats.count(keys)
  return (
    <ConfirmDialog
      title={t`Suspend ${name}?`}
      action={t`Suspend`}
      work={() => client.updatePerson(id, { status: 'suspended' })}
      onClose={onClose}
      onDone={onDone}
    >
      <Trans>
        They are signed out everywhere at once, and their keys ({count}) are refused. Conversations,
        roles and groups stay, so that you can let them in again.
      </Trans>
    </ConfirmDialog>
  )
}
