import { Trans } from '@lingui/react/macro'
import { FailureNotice } from '../FailureNotice.tsx'
import { MemoryEntries } from '../memory/MemoryEntries.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { Switch } from './Switch.tsx'
import { usePreferences } from './use-preferences.ts'

/** Whether anything is remembered at all, and what. */
export function MemorySection() {
  const { preferences, change, failure } = usePreferences()
  return (
    <div className="grid gap-5">
      <p className="text-sm">
        <Trans>
          What you ask to be remembered is told to the model in your other conversations. Each
          answer says when it was. Nothing is remembered from documents or from answers, and nothing
          in conversations of a strict class.
        </Trans>
      </p>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {!preferences && !failure && <Spinner />}
      {preferences && (
        <>
          <Switch
            isOn={preferences.isMemoryOn}
            label={<Trans>Remember what I ask for</Trans>}
            onChange={(isMemoryOn) => change({ isMemoryOn })}
          />
          {preferences.isMemoryOn && (
            <Switch
              hint={
                <Trans>
                  A model reads what you have just written, and may propose one short sentence about
                  how you work. Nothing is remembered unless you say so.
                </Trans>
              }
              isOn={preferences.isMemoryProposed}
              label={<Trans>Propose what to remember</Trans>}
              onChange={(isMemoryProposed) => change({ isMemoryProposed })}
            />
          )}
          <MemoryEntries isOn={preferences.isMemoryOn} />
        </>
      )}
    </div>
  )
}
