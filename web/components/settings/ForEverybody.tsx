import { Trans } from '@lingui/react/macro'
import { useEffect } from 'react'
import type { AssistantSettings } from '#wire/preferences.ts'
import { useStore } from '../../state/external-store.ts'
import { Spinner } from '../../ui/Spinner.tsx'
import { useApp } from '../app-context.ts'
import { composingOf } from '../composing/composing-of.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { Switch } from './Switch.tsx'

/** What the organisation lets its assistant do, for those who may say so. */
export function ForEverybody() {
  const composing = composingOf(useApp())
  const settings = useStore(composing.settings)
  const { run, failure } = useTask()
  useEffect(() => void run(() => composing.readSettings()), [composing, run])
  const change = (changed: Partial<AssistantSettings>) =>
    run(async () => {
      if (settings) await composing.changeSettings({ ...settings, ...changed })
    })

  return (
    <section className="grid gap-4 border-t border-line pt-5">
      <h4 className="font-medium text-ink">
        <Trans>For everybody in the organisation</Trans>
      </h4>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {!settings && !failure && <Spinner />}
      {settings && (
        <>
          <Switch
            hint={
              <Trans>
                Each person still has to switch it on for themself. Off, nothing is used.
              </Trans>
            }
            isOn={settings.isMemoryAllowed}
            label={<Trans>People may have a memory</Trans>}
            onChange={(isMemoryAllowed) => change({ isMemoryAllowed })}
          />
          <Switch
            hint={<Trans>A short further call to the model after each answer.</Trans>}
            isOn={settings.areFollowUpsAllowed}
            label={<Trans>Suggest what to ask next</Trans>}
            onChange={(areFollowUpsAllowed) => change({ areFollowUpsAllowed })}
          />
          <Switch
            hint={
              <Trans>
                Languages take more or fewer tokens to say the same. Limits of people then count
                what is said; money is never changed.
              </Trans>
            }
            isOn={settings.isCountingFair}
            label={<Trans>Limits count every language alike</Trans>}
            onChange={(isCountingFair) => change({ isCountingFair })}
          />
          <Switch
            hint={
              <Trans>
                The browser turns speech into text. Some browsers send the voice to their maker for
                that; whoever dictates is told so before.
              </Trans>
            }
            isOn={settings.isDictationAllowed}
            label={<Trans>People may dictate their messages</Trans>}
            onChange={(isDictationAllowed) => change({ isDictationAllowed })}
          />
        </>
      )}
    </section>
  )
}
