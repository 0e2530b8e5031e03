import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type FormEvent } from 'react'
import { Link } from 'wouter'
import type { Memory } from '#wire/preferences.ts'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useApp } from '../app-context.ts'
import { composingOf } from '../composing/composing-of.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'

interface MemoryRowProps {
  memory: Memory
  onChanged: () => Promise<boolean>
}

/** One thing that is remembered, since when, and where it was said. */
export function MemoryRow({ memory, onChanged }: MemoryRowProps) {
  const { t, i18n } = useLingui()
  const { client } = composingOf(useApp())
  const [draft, setDraft] = useState<string | null>(null)
  const { run, failure } = useTask()
  const { id, text, conversationId, createdAt, usedAt } = memory
  const day = (at: string) => i18n.date(at, { dateStyle: 'medium' })

  async function save(event: FormEvent) {
    event.preventDefault()
    if (draft === null || draft.trim() === '') return
    if (!(await run(() => client.correctMemory(id, draft)))) return
    setDraft(null)
    await onChanged()
  }
  async function forget() {
    if (await run(() => client.forget(id))) await onChanged()
  }

  return (
    <li className="rounded-lg border border-line px-3 py-2 text-sm">
      {draft === null ? (
        <div className="flex items-start gap-1">
          <div className="min-w-0 flex-1 py-1">
            <p className="text-ink" dir="auto">
              {text}
            </p>
            <p className="flex flex-wrap gap-x-3 text-xs">
              <span>{t`Since ${day(createdAt)}`}</span>
              <span>{usedAt === null ? t`Never used` : t`Last used ${day(usedAt)}`}</span>
              {conversationId !== null && (
                <Link className="text-sea-ink underline" href={`/c/${conversationId}`}>
                  <Trans>Where it was said</Trans>
                </Link>
              )}
            </p>
          </div>
          <IconButton icon="edit" label={t`Change: ${text}`} onClick={() => setDraft(text)} />
          <IconButton icon="trash" label={t`Forget: ${text}`} onClick={() => void forget()} />
        </div>
      ) : (
        <form className="flex flex-wrap items-end gap-2" onSubmit={(event) => void save(event)}>
          <TextField
            className="min-w-40 flex-1"
            label={t`To be remembered`}
            maxLength={500}
            onChange={({ target }) => setDraft(target.value)}
            value={draft}
          />
          <Button onClick={() => setDraft(null)}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" type="submit">
            <Trans>Save</Trans>
          </Button>
        </form>
      )}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </li>
  )
}
