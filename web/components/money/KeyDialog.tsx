import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState, type FormEvent } from 'react'
import type { CreatedKey, CreateKey, Key, KeyOwner } from '#wire/access.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { toWords } from './amounts.ts'
import { textOf } from './form-text.ts'
import { isoDay } from './ranges.ts'
import { useMoney } from './use-money.ts'

interface KeyDialogProps {
  /** Null: a new one. */
  edited: Key | null
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
export function KeyDialog({ edited, onClose, onSaved }: KeyDialogProps) {
  const { t } = useLingui()
  const client = useMoney()
  const formId = useId()
  const { run, isRunning, failure } = useTask()

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const wish = rightsFrom(form, edited)
    let created: CreatedKey | null = null
    const isSaved = await run(async () => {
      if (edited) await client.updateKey(edited.id, wish)
      else created = await client.createKey({ ...wish, ...ownerFrom(form) })
    })
    if (isSaved) onSaved(created)
  }

  return (
    <Dialog
      title={edited ? t`Change the key “${edited.name}”` : t`Create a key`}
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
        {!edited && <OwnerFields />}
        <RightsFields edited={edited} />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}

function OwnerFields() {
  const { t } = useLingui()
  const [kind, setKind] = useState<KeyOwner['kind']>('person')
  const names = { person: t`Myself`, group: t`A group`, service: t`A service` }
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Select
        label={t`Whose it is`}
        name="ownerKind"
        value={kind}
        onChange={({ target }) => setKind(kindOf(target.value))}
        options={Object.entries(names).map(([value, name]) => ({ value, name }))}
      />
      {kind !== 'person' && (
        <TextField
          label={kind === 'group' ? t`Name of the group` : t`Name of the service`}
          name="ownerId"
          required
          maxLength={100}
        />
      )}
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
          <TextField
            label={t`Group that pays as well`}
            name="group"
            maxLength={100}
            hint={t`Its budgets and limits count this key too.`}
            defaultValue={edited?.group ?? ''}
          />
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

function hasMore(key: Key | null): boolean {
  return Boolean(key && (key.scopes || key.ipRanges || key.group || key.tags))
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
    tags: Object.keys(tags).length > 0 ? tags : null,
    // To the end of the day where the reader is.
    expiresAt: day === '' ? null : new Date(`${day}T23:59:59.999`).toISOString(),
  }
}

function ownerFrom(form: FormData): Pick<CreateKey, 'owner'> {
  const kind = kindOf(textOf(form, 'ownerKind'))
  return kind === 'person' ? {} : { owner: { kind, id: textOf(form, 'ownerId') } }
}

function kindOf(text: string): KeyOwner['kind'] {
  return text === 'group' || text === 'service' ? text : 'person'
}
