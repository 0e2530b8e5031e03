import { Trans, useLingui } from '@lingui/react/macro'
import type { FolderAccess, FolderMember } from '#wire/folders.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { RecipientPicker } from '../sharing/RecipientPicker.tsx'

interface FolderMembersProps {
  members: readonly FolderMember[]
  onChange: (members: readonly FolderMember[]) => void
}

/** Who else sees a folder, and whether they may put something there. */
export function FolderMembers({ members, onChange }: FolderMembersProps) {
  const { t } = useLingui()
  const without = (id: string) => members.filter((member) => member.id !== id)
  return (
    <fieldset className="grid gap-2 text-sm">
      <legend className="mb-1 font-medium">
        <Trans>Who else can read what lies here</Trans>
      </legend>
      <p className="text-ink-muted">
        <Trans>
          They see every conversation of this folder, also later ones, unless its class forbids
          sharing. Nobody writes into a conversation of somebody else.
        </Trans>
      </p>
      {members.map((member) => {
        const name = member.name ?? t`No longer here`
        return (
          <div className="flex flex-wrap items-center gap-2" key={member.id}>
            <Icon name={member.kind === 'group' ? 'group' : 'person'} />
            <bdi className="grow">{name}</bdi>
            <select
              aria-label={t`What ${name} may do`}
              className="field w-auto"
              onChange={({ target }) => {
                const access: FolderAccess = target.value === 'write' ? 'write' : 'read'
                onChange(members.map((one) => (one.id === member.id ? { ...one, access } : one)))
              }}
              value={member.access}
            >
              <option value="read">{t`May read`}</option>
              <option value="write">{t`May read, and put own conversations here`}</option>
            </select>
            <IconButton
              icon="close"
              label={t`Take ${name} out`}
              onClick={() => onChange(without(member.id))}
            />
          </div>
        )
      })}
      <RecipientPicker
        chosen={[]}
        onChange={([one]) => {
          if (!one || members.some(({ id }) => id === one.id)) return
          const { kind, id, name } = one
          onChange([...members, { kind, id, name, access: 'read' }])
        }}
      />
    </fieldset>
  )
}
