import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { useRegisters } from './use-registers.ts'

interface NewUseCaseDialogProps {
  onClose: () => void
  onDone: (id: string) => void
}

/** A name for people, and a word for calls. */
export function NewUseCaseDialog({ onClose, onDone }: NewUseCaseDialogProps) {
  const { t } = useLingui()
  const client = useRegisters()
  const { run, isRunning, failure } = useTask()
  const form = useId()
  const [name, setName] = useState('')
  const [ownPurpose, setOwnPurpose] = useState<string | null>(null)
  const purpose = ownPurpose ?? toPurpose(name)
  async function add() {
    let id = ''
    const isDone = await run(async () => {
      ;({ id } = await client.createUseCase({ name: name.trim(), purpose }))
    })
    if (isDone) onDone(id)
  }
  return (
    <Dialog
      title={t`Add a use case`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button form={form} isBusy={isRunning} look="primary" type="submit">
            <Trans>Add</Trans>
          </Button>
        </>
      }
    >
      <form
        className="grid gap-4"
        id={form}
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
      >
        <TextField
          autoComplete="off"
          label={t`Name`}
          maxLength={120}
          minLength={2}
          onChange={({ target }) => setName(target.value)}
          required
          value={name}
        />
        <TextField
          autoComplete="off"
          dir="ltr"
          hint={t`Programs send this word in the header x-galerne-purpose. It cannot be changed later.`}
          label={t`Purpose`}
          maxLength={60}
          minLength={2}
          onChange={({ target }) => setOwnPurpose(target.value)}
          pattern="[a-z0-9]+(-[a-z0-9]+)*"
          required
          spellCheck={false}
          value={purpose}
        />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}

/** “Drafts of letters” → drafts-of-letters. */
function toPurpose(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
}
