import { Trans } from '@lingui/react/macro'
import { useState, type ReactNode } from 'react'
import type { NewPasskey, PasskeyOptions, SignInStep } from '#wire/accounts.ts'
import { makePasskey, PasskeyRefused } from '../../state/passkeys.ts'
import { Button } from '../../ui/Button.tsx'
import { passkeyNameHere } from '../credentials/device-name.ts'
import { FailureText } from '../credentials/FailureText.tsx'
import { useTask } from '../use-task.ts'

interface MakePasskeyProps {
  /** What the browser is to make it of. */
  ask: () => Promise<PasskeyOptions>
  give: (made: NewPasskey) => Promise<SignInStep>
  onStep: (step: SignInStep) => void
  /** What it means that the server did not take it. */
  refused: ReactNode
  /** What the button says. */
  children: ReactNode
}

/** Has the browser make a passkey, which signs in from then on. */
export function MakePasskey({ ask, give, onStep, refused, children }: MakePasskeyProps) {
  const { run, isRunning, failure } = useTask()
  const [isNone, setIsNone] = useState(false)
  async function make() {
    setIsNone(false)
    await run(async () => {
      try {
        const response = await makePasskey(await ask())
        onStep(await give({ name: passkeyNameHere(), response }))
      } catch (error) {
        if (!(error instanceof PasskeyRefused)) throw error
        setIsNone(true)
      }
    })
  }
  return (
    <div className="grid gap-3">
      <Button icon="key" isBusy={isRunning} look="primary" onClick={() => void make()}>
        {children}
      </Button>
      <p className="text-sm text-ink-muted">
        <Trans>
          With your finger, your face or the PIN of this device: nothing to remember, and nothing
          that somebody could take from you by a false page.
        </Trans>
      </p>
      {failure && <FailureText failure={failure} refused={refused} />}
      <output className="text-sm text-ink-muted empty:hidden">
        {isNone && <Trans>No passkey was made. Try again when you like.</Trans>}
      </output>
    </div>
  )
}
