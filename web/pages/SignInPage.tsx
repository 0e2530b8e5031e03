import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useEffect, useState } from 'react'
import type { SignInMethods, SignInStep } from '#wire/accounts.ts'
import { EnrolStep } from '../components/entrance/EnrolStep.tsx'
import { useEntrance } from '../components/entrance/entrance-context.ts'
import { EntranceFrame } from '../components/entrance/EntranceFrame.tsx'
import { PasswordStep } from '../components/entrance/PasswordStep.tsx'
import { ResetStep } from '../components/entrance/ResetStep.tsx'
import { SecondStep } from '../components/entrance/SecondStep.tsx'
import { TerminalNote } from '../components/entrance/TerminalNote.tsx'
import { FailureText } from '../components/credentials/FailureText.tsx'
import { RecoveryCodeList } from '../components/credentials/RecoveryCodeList.tsx'
import { useTask } from '../components/use-task.ts'
import { Button } from '../ui/Button.tsx'

/** Shown to whoever has no session: the ways in that there are here, and the steps between. */
export function SignInPage() {
  const [step, setStep] = useState<SignInStep | null>(null)
  const [isForgotten, setIsForgotten] = useState(false)
  const { client } = useEntrance()
  const [methods, setMethods] = useState<SignInMethods | null>(null)
  const { run, failure, isRunning } = useTask()
  const load = useCallback(() => run(async () => setMethods(await client.methods())), [run, client])
  useEffect(() => void load(), [load])

  if (step) return <Steps onBack={() => setStep(null)} onStep={setStep} step={step} />
  if (isForgotten) {
    return <ResetStep hasMail={methods?.mail ?? false} onBack={() => setIsForgotten(false)} />
  }
  if (failure) return <Away onAgain={() => void load()} {...{ failure, isRunning }} />
  // A moment of nothing is calmer than one of something else.
  if (!methods) return null
  return <Start methods={methods} onForgotten={() => setIsForgotten(true)} onStep={setStep} />
}

interface StepsProps {
  step: SignInStep
  onStep: (step: SignInStep) => void
  onBack: () => void
}

/** What comes after the first factor. */
export function Steps({ step, onStep, onBack }: StepsProps) {
  const { t } = useLingui()
  const { enter } = useEntrance()
  const codes = step.step === 'done' ? step.recoveryCodes : undefined
  const isIn = step.step === 'done' && codes === undefined
  useEffect(() => {
    if (isIn) enter()
  }, [isIn, enter])
  if (step.step === 'second-factor') {
    return <SecondStep methods={step.methods} onBack={onBack} onStep={onStep} />
  }
  if (step.step === 'enrol') return <EnrolStep onStep={onStep} takesPasskeys={step.passkey} />
  if (codes === undefined) return null
  return (
    <EntranceFrame title={t`Keep these codes`}>
      <RecoveryCodeList codes={codes} />
      <Button look="primary" onClick={enter}>
        <Trans>I have kept them</Trans>
      </Button>
    </EntranceFrame>
  )
}

interface StartProps {
  methods: SignInMethods
  onStep: (step: SignInStep) => void
  onForgotten: () => void
}

function Start({ methods, onStep, onForgotten }: StartProps) {
  const { t } = useLingui()
  const { password, passkey, providers } = methods
  const { way } = useEntrance()
  if (way === null && !password && !passkey && providers.length === 0) {
    return (
      <EntranceFrame
        lead={
          <Trans>
            Nobody has an account here yet. Open the sign-in link that Galerne printed when it
            started.
          </Trans>
        }
        title={t`Sign in from the terminal`}
      >
        <TerminalNote />
      </EntranceFrame>
    )
  }
  return (
    <EntranceFrame title={t`Sign in`}>
      <PasswordStep methods={methods} onForgotten={onForgotten} onStep={onStep} />
      <details className="border-t border-line pt-5 text-sm">
        <summary className="text-ink-muted">
          <Trans>I have no account, or cannot get in</Trans>
        </summary>
        <div className="mt-4 grid gap-4">
          <p className="text-ink-muted">
            <Trans>
              Ask an administrator of your organisation for an invitation or a new link.
            </Trans>
          </p>
          <TerminalNote />
        </div>
      </details>
    </EntranceFrame>
  )
}

interface AwayProps {
  failure: Parameters<typeof FailureText>[0]['failure']
  isRunning: boolean
  onAgain: () => void
}

function Away({ failure, isRunning, onAgain }: AwayProps) {
  const { t } = useLingui()
  return (
    <EntranceFrame title={t`Sign in`}>
      <FailureText
        failure={failure}
        refused={<Trans>This page could not be shown. Load it again.</Trans>}
      />
      <Button icon="retry" isBusy={isRunning} onClick={onAgain}>
        <Trans>Try again</Trans>
      </Button>
    </EntranceFrame>
  )
}
