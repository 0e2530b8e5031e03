import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useId, useState, type FormEvent } from 'react'
import type { CreatedKey, CreateKey, Key, KeyOwner } from '#wire/access.ts'
import type { Action } from '#wire/actions.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { classFrom, KeyClassField } from '../policies/KeyClassField.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { SubjectPicker } from '../people/SubjectPicker.tsx'
import { useDirectory } from '../people/use-directory.ts'
import { useRemote } from '../shell/use-remote.ts'
import { useRights } from '../use-rights.ts'
import { useTask } from '../use-task.ts'
import { toWords } from './amounts.ts'
import { textOf } from './form-text.ts'
import { isoDay } from './ranges.ts'
import { useMoney } from './use-money.ts'

interface KeyDialogProps {
  /** Null: a new one. */
  edited: Key | null
  /** Of a new one, whose it will be; absent: it can be chosen. */
  owner?: KeyOwner & { name: string }
  onClose: () => void
  onSaved: (created: CreatedKey | null) => void
}

/** The same in every language. */
const EXAMPLES = {
  models: 'mistral-*, gpt-4o',
  scopes: 'chat, embeddings, spend.read',
  ipRanges: '10.0.0.0/8, 2001:db8::/32',
  jurisdictions: 'EU, CH',
}

/** A key, new or changed: whose it is and what it may do. */
export function KeyDialog({ edited, owner, onClose, onSaved }: KeyDialogProps) {
  const { t } = useLingui()
  const client = useMoney()
  const rights = useRights()
  const formId = useId()
  const { run, isRunning, failure } = useTask()

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const wish = rightsFrom(form, edited)
    let created: CreatedKey | null = null
    const isSaved = await run(async () => {
      if (edited) await client.updateKey(edited.id, wish)
      else created = await client.createKey({ ...wish, ...ownerFrom(form, owner) })
    })
    if (isSaved) onSaved(created)
  }

  const titleOf = () => {
    if (edited) return t`Change the key “${edited.name}”`
    return owner ? t`Create a key for ${owner.name}` : t`Create a key`
  }
  return (
    <Dialog
      title={titleOf()}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" type="submit" form={formId} isBusy={isRunning}>
            {edited ? <Trans>Save</Trans> : <Trans>Create</Trans>}
          </Button>
        </>
      }
    >
      <form className="grid gap-4 text-ink" id={formId} onSubmit={(event) => void submit(event)}>
        <TextField
          label={t`Name`}
          hint={t`What it is for, so that you know it again: “Nightly report”.`}
          name="name"
          required
          maxLength={100}
          defaultValue={edited?.name ?? ''}
        />
        {!edited && !owner && rights.has('key.create') && <OwnerFields />}
        <RightsFields edited={edited} />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}

/** Oneself, or somebody of the directory: `''` stands for the first. */
type OwnerKind = KeyOwner['kind'] | ''

function OwnerFields() {
  const { t } = useLingui()
  const rights = useRights()
  const [kind, setKind] = useState<OwnerKind>('')
  const kinds: { value: OwnerKind; name: string; right: Action }[] = [
    { value: '', name: t`Myself`, right: 'key.create' },
    { value: 'service', name: t`A service account`, right: 'service-account.manage' },
    { value: 'group', name: t`A group`, right: 'group.manage' },
    { value: 'person', name: t`Somebody else`, right: 'people.manage' },
  ]
  const labels = { service: t`Service account`, group: t`Group`, person: t`Person` }
  return (
    <div className="grid gap-4">
      <Select
        label={t`Whose it is`}
        name="ownerKind"
        value={kind}
        onChange={({ target }) => setKind(kindOf(target.value))}
        options={kinds.filter(({ right }) => rights.has(right))}
      />
      {kind !== '' && <SubjectPicker key={kind} kind={kind} label={labels[kind]} name="ownerId" />}
    </div>
  )
}

function RightsFields({ edited }: { edited: Key | null }) {
  const { t } = useLingui()
  return (
    <>
      <TextField
        label={t`Expires on`}
        name="expiresAt"
        type="date"
        hint={t`Empty: never.`}
        defaultValue={edited?.expiresAt ? isoDay(new Date(edited.expiresAt)) : ''}
      />
      <TextField
        label={t`Models it may use`}
        name="models"
        placeholder={EXAMPLES.models}
        hint={t`Names, apart by commas; * stands for any part of one. Empty: all.`}
        defaultValue={edited?.models?.join(', ') ?? ''}
      />
      <Disclosure
        isOpen={hasMore(edited)}
        title={<Trans>More: operations, addresses, group, where data may go</Trans>}
      >
        <div className="grid gap-4">
          <TextField
            label={t`Scopes`}
            name="scopes"
            placeholder={EXAMPLES.scopes}
            hint={t`Operations it may call and actions it may take. Empty: every operation, no action.`}
            defaultValue={edited?.scopes?.join(', ') ?? ''}
          />
          <TextField
            label={t`Addresses it may call from`}
            name="ipRanges"
            placeholder={EXAMPLES.ipRanges}
            hint={t`IP addresses or ranges. Empty: from anywhere.`}
            defaultValue={edited?.ipRanges?.join(', ') ?? ''}
          />
          <GroupField edited={edited} />
          <KeyClassField value={edited?.classification ?? null} />
          <TextField
            label={t`Jurisdictions its data may go to`}
            name="jurisdictions"
            placeholder={EXAMPLES.jurisdictions}
            hint={t`EU stands for every member state. Empty: nothing is demanded.`}
            defaultValue={edited?.tags?.jurisdictions?.join(', ') ?? ''}
          />
        </div>
      </Disclosure>
    </>
  )
}

/** The groups that one may charge: all of them, or one's own. */
function GroupField({ edited }: { edited: Key | null }) {
  const { t } = useLingui()
  const groups = useGroups()
  const known = edited?.group ?? null
  const isMissing = known !== null && !groups.some(({ id }) => id === known)
  const missing = isMissing ? [{ value: known, name: edited?.groupName ?? known }] : []
  return (
    <div className="grid gap-1.5 text-sm">
      <Select
        // What is chosen at first must be among the choices: drawn anew when they have come.
        key={groups.length}
        label={t`Group that pays as well`}
        name="group"
        defaultValue={known ?? ''}
        options={[
          { value: '', name: t`None` },
          ...missing,
          ...groups.map(({ id, name }) => ({ value: id, name })),
        ]}
      />
      <p className="text-ink-muted">
        <Trans>Its budgets and limits count this key too.</Trans>
      </p>
    </div>
  )
}

function useGroups(): readonly { id: string; name: string }[] {
  const { session } = useApp()
  const directory = useDirectory()
  const mayRead = useRights().has('people.read')
  const state = session.state.get()
  const own = 'session' in state ? state.session.principal.groups : []
  const load = useCallback(
    async (signal: AbortSignal) => (mayRead ? await directory.listGroups(signal) : null),
    [directory, mayRead],
  )
  return useRemote(load).value ?? own
}

function hasMore(key: Key | null): boolean {
  return Boolean(key && (key.scopes || key.ipRanges || key.group || key.tags || key.classification))
}

function rightsFrom(form: FormData, edited: Key | null): CreateKey {
  const text = (name: string) => textOf(form, name)
  const jurisdictions = toWords(text('jurisdictions'))
  const { jurisdictions: _, ...otherTags } = edited?.tags ?? {}
  const tags = { ...otherTags, ...(jurisdictions && { jurisdictions }) }
  const day = text('expiresAt')
  return {
    name: text('name'),
    models: toWords(text('models')),
    scopes: toWords(text('scopes')),
    ipRanges: toWords(text('ipRanges')),
    group: text('group') || null,
    classification: classFrom(text('classification')),
    tags: Object.keys(tags).length > 0 ? tags : null,
    // To the end of the day where the reader is.
    expiresAt: day === '' ? null : new Date(`${day}T23:59:59.999`).toISOString(),
  }
}

function ownerFrom(form: FormData, owner: KeyOwner | undefined): Pick<CreateKey, 'owner'> {
  if (owner) return { owner: { kind: owner.kind, id: owner.id } }
  const kind = kindOf(textOf(form, 'ownerKind'))
  return kind === '' ? {} : { owner: { kind, id: textOf(form, 'ownerId') } }
}

function kindOf(text: string): OwnerKind {
  return text === 'group' || text === 'service' || text === 'person' ? text : ''
}
