import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useId, useState, type FormEvent } from 'react'
import type { HeldRole, RoleInfo } from '#wire/directory.ts'
import type { Role } from '#wire/roles.ts'
import type { HolderPath } from '#sdk/directory.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useTask } from '../use-task.ts'
import { RightList } from './RightList.tsx'
import { ROLE_NAMES } from './role-names.ts'
import { ROLE_NOTES } from './role-texts.ts'
import { useDirectory } from './use-directory.ts'

interface RolesDialogProps {
  holder: { path: HolderPath; id: string; name: string }
  held: readonly HeldRole[]
  onClose: () => void
  onSaved: () => void
}

/** Which roles somebody holds, each with all that it lets them do. */
export function RolesDialog({ holder, held, onClose, onSaved }: RolesDialogProps) {
  const { t } = useLingui()
  const client = useDirectory()
  const formId = useId()
  const { run, isRunning, failure } = useTask()
  const remote = useRemote(useCallback((signal: AbortSignal) => client.listRoles(signal), [client]))
  const direct = held.filter(({ group }) => group === null).map(({ role }) => role)
  const [wanted, setWanted] = useState<ReadonlySet<Role>>(new Set(direct))

  async function submit(event: FormEvent) {
    event.preventDefault()
    const isSaved = await run(async () => {
      // First what is new: nobody is without any role in between.
      for (const role of wanted) if (!direct.includes(role)) await client.giveRole(holder, role)
      for (const role of direct) if (!wanted.has(role)) await client.takeRole(holder, role)
    })
    if (isSaved) onSaved()
  }
  const flip = (role: Role) =>
    setWanted((before) => {
      const after = new Set(before)
      if (!after.delete(role)) after.add(role)
      return after
    })
  return (
    <Dialog
      size="wide"
      title={t`Roles of ${holder.name}`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" type="submit" form={formId} isBusy={isRunning}>
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      <RemoteStatus of={remote} />
      <form className="grid gap-3 text-ink" id={formId} onSubmit={(event) => void submit(event)}>
        {remote.value
          ?.filter(({ role }) => holder.path !== 'service-accounts' || role !== 'owner')
          .map((info) => (
            <RoleChoice
              key={info.role}
              info={info}
              isChosen={wanted.has(info.role)}
              given={held.filter(({ role, group }) => role === info.role && group !== null)}
              onFlip={() => flip(info.role)}
            />
          ))}
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}

interface RoleChoiceProps {
  info: RoleInfo
  isChosen: boolean
  /** The groups that give it already. */
  given: readonly HeldRole[]
  onFlip: () => void
}

function RoleChoice({ info: { role, rights, mayGive }, isChosen, given, onFlip }: RoleChoiceProps) {
  const { t, i18n } = useLingui()
  const id = useId()
  const name = i18n._(ROLE_NAMES[role])
  const groups = given.map(({ group }) => group?.name ?? '').join(', ')
  return (
    <div className="rounded-lg border border-line bg-surface p-3">
      <div className="flex items-start gap-3">
        <input
          id={id}
          type="checkbox"
          className="mt-1 size-4 shrink-0"
          checked={isChosen}
          disabled={!mayGive}
          aria-describedby={`${id}-note`}
          onChange={onFlip}
        />
        <div className="min-w-0">
          <label htmlFor={id} className="font-medium">
            {name}
          </label>
          <p id={`${id}-note`} className="text-sm text-ink-muted">
            {i18n._(ROLE_NOTES[role])}{' '}
            {groups !== '' && <Trans>The group {groups} gives it as well.</Trans>}{' '}
            {!mayGive && <Trans>It has rights that you lack, so you cannot give or take it.</Trans>}
          </p>
        </div>
      </div>
      <div className="mt-2 ps-7">
        <Disclosure title={t`What it lets them do: ${name}`}>
          <RightList rights={rights} />
        </Disclosure>
      </div>
    </div>
  )
}
