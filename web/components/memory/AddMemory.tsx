import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type FormEvent } from 'react'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useApp } from '../app-context.ts'
import { composingOf } from '../composing/composing-of.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'

/** Enters something by hand. */
export function AddMemory({ onAdded }: { onAdded: () => Promise<boolean> }) {
  const { t } = useLingui()
  const { client } = composingOf(useApp())
  const [text, setText] = useState('')
  const { run, isRunning, failure } = useTask()

  async function add(event: FormEvent) {
    event.preventDefault()
    if (text.trim() === '' || !(await run(() => client.remember(text, null)))) return
    setText('')
    await onAdded()
  }

  return (
    <form className="grid gap-2" onSubmit={(event) => void add(event)}>
      <div className="flex flex-wrap items-end gap-2">
        <TextField
          className="min-w-40 flex-1"
          label={t`To be remembered`}
          maxLength={500}
          onChange={({ target }) => setText(target.value)}
          value={text}
        />
        <Button icon="add" isBusy={isRunning} type="submit">
          <Trans>Remember</Trans>
        </Button>
      </div>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </form>
  )
}
