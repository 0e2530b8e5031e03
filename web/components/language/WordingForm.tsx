import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState, type FormEvent } from 'react'
import { createWordingsClient } from '#sdk/wordings.ts'
import { toIcu } from '../../i18n/find-message.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { textOf } from '../money/form-text.ts'
import { useToast } from '../shell/Toasts.tsx'
import { useTask } from '../use-task.ts'

interface WordingFormProps {
  /** The message, as the catalogues name it. */
  id: string
  onBack: () => void
  onDone: () => void
}

/** One text: what it says now, and what it should say. */
export function WordingForm({ id, onBack, onDone }: WordingFormProps) {
  const { t, i18n } = useLingui()
  const { client } = useApp()
  const say = useToast()
  const { run, isRunning, failure } = useTask()
  const source = useEnglish(id)
  const current = toIcu(i18n.messages[id] ?? '')

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const isSent = await run(() =>
      createWordingsClient(client.http).propose({
        language: i18n.locale,
        messageId: id,
        source,
        current,
        proposed: textOf(form, 'proposed'),
        reason: textOf(form, 'reason'),
      }),
    )
    if (!isSent) return
    say(t`Thank you. Your proposal was sent.`)
    onDone()
  }

  return (
    <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
      <Present current={current} source={i18n.locale === 'en' ? '' : source} />
      <TextField
        defaultValue={current}
        hint={t`Leave what stands in braces or angle brackets as it is: the page puts something in there.`}
        label={t`What it should say`}
        maxLength={2000}
        name="proposed"
        required
      />
      <TextField label={t`Why (you need not say)`} maxLength={1000} name="reason" />
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onBack}>
          <Trans>Back</Trans>
        </Button>
        <Button isBusy={isRunning} look="primary" type="submit">
          <Trans>Send the proposal</Trans>
        </Button>
      </div>
    </form>
  )
}

/** The English of the message; empty until it is there, and where there is none. */
function useEnglish(id: string): string {
  const { language } = useApp()
  const [source, setSource] = useState('')
  useEffect(() => {
    let isGone = false
    async function load() {
      const message = await language.readEnglish(id)
      if (!isGone) setSource(message === undefined ? '' : toIcu(message))
    }
    void load()
    return () => {
      isGone = true
    }
  }, [id, language])
  return source
}

function Present({ current, source }: { current: string; source: string }) {
  return (
    <div className="grid gap-4 text-sm">
      {source !== '' && (
        <div>
          <p className="font-medium">
            <Trans>English</Trans>
          </p>
          <p dir="ltr" lang="en">
            {source}
          </p>
        </div>
      )}
      <div>
        <p className="font-medium">
          <Trans>What it says now</Trans>
        </p>
        <p>{current}</p>
      </div>
    </div>
  )
}
