import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useId } from 'react'
import { FailureNotice } from '../FailureNotice.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useToast } from '../shell/Toasts.tsx'
import { useTask } from '../use-task.ts'
import { useRightsClient } from './use-rights-client.ts'

/** Whether people may erase themselves without asking anybody. */
export function SelfErasure() {
  const { t } = useLingui()
  const id = useId()
  const client = useRightsClient()
  const say = useToast()
  const { value, reload } = useRemote(
    useCallback((signal: AbortSignal) => client.getSettings(signal), [client]),
  )
  const { run, failure } = useTask()
  if (!value) return null
  async function change(mayEraseSelf: boolean) {
    if (!(await run(() => client.setSettings({ mayEraseSelf })))) return
    say(t`Saved.`)
    reload()
  }
  return (
    <section className="grid gap-2 border-t border-line pt-6 text-sm">
      <div className="flex items-start gap-3">
        <input
          id={id}
          type="checkbox"
          className="mt-1"
          aria-describedby={`${id}-hint`}
          checked={value.mayEraseSelf}
          onChange={({ target }) => void change(target.checked)}
        />
        <div>
          <label className="font-medium" htmlFor={id}>
            <Trans>People may erase themselves</Trans>
          </label>
          <p className="text-ink-muted" id={`${id}-hint`}>
            <Trans>
              On their page “My data”, without waiting for anybody. What is under a legal hold stays
              all the same.
            </Trans>
          </p>
        </div>
      </div>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </section>
  )
}
