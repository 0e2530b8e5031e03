import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type FormEvent, type ReactNode } from 'react'
import type { ProviderInfo, ProviderTest } from '#wire/providers.ts'
import { Button } from '../../ui/Button.tsx'
import { useCatalogueClient } from '../catalogue/use-catalogue.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { LinkButton } from '../shell/LinkButton.tsx'
import { useTask } from '../use-task.ts'
import { problemsOf, toForm, type FormState } from './form-state.ts'
import { ModelChoice } from './ModelChoice.tsx'
import { ProviderFields } from './ProviderFields.tsx'
import { TagFields } from './TagFields.tsx'
import { TestResult } from './TestResult.tsx'

interface ProviderEditorProps {
  start: FormState
  /** Undefined: it is a new one. */
  provider?: ProviderInfo
  onSaved: (provider: ProviderInfo) => void
}

/** A provider in one form: connection, test, models, and what is declared of it. */
export function ProviderEditor({ start, provider, onSaved }: ProviderEditorProps) {
  const client = useCatalogueClient()
  const [state, setState] = useState(start)
  const [test, setTest] = useState<ProviderTest | null>(null)
  const [isChecked, setIsChecked] = useState(false)
  const testing = useTask()
  const saving = useTask()
  const change = (next: Partial<FormState>) => setState((before) => ({ ...before, ...next }))
  const secretNames = provider?.secretNames ?? []
  const problems = problemsOf(state, secretNames)
  const told = isChecked ? problems : []

  function tryIt() {
    setIsChecked(true)
    if (problems.some((name) => name !== 'models')) return
    void testing.run(async () => {
      setTest(null)
      setTest(await client.testProvider(toForm(state)))
    })
  }
  function save(event: FormEvent) {
    event.preventDefault()
    setIsChecked(true)
    if (problems.length > 0) return
    void saving.run(async () => {
      const form = toForm(state)
      onSaved(await (provider ? client.changeProvider(form) : client.addProvider(form)))
    })
  }

  return (
    <form className="grid max-w-3xl gap-8" noValidate onSubmit={save}>
      <ProviderFields
        isThere={provider !== undefined}
        onChange={change}
        problems={told}
        secretNames={secretNames}
        state={state}
      />
      <TagFields
        known={state.preset?.tags ?? null}
        onChange={(tags) => change({ tags })}
        tags={state.tags}
      />
      <Trial isRunning={testing.isRunning} onTry={tryIt} test={test}>
        {testing.failure && (
          <FailureNotice code={testing.failure.code} detail={testing.failure.message} />
        )}
      </Trial>
      <ModelChoice
        chosen={state.models}
        hasProblem={told.includes('models')}
        listed={test?.models ?? []}
        onChange={(models) => change({ models })}
      />
      {saving.failure && (
        <FailureNotice code={saving.failure.code} detail={saving.failure.message} />
      )}
      <div className="flex flex-wrap gap-2 border-t border-line pt-5">
        <Button isBusy={saving.isRunning} look="primary" type="submit">
          {provider ? <Trans>Save</Trans> : <Trans>Add the provider</Trans>}
        </Button>
        <LinkButton href="/admin/providers">
          <Trans>Cancel</Trans>
        </LinkButton>
      </div>
    </form>
  )
}

interface TrialProps {
  test: ProviderTest | null
  isRunning: boolean
  onTry: () => void
  children: ReactNode
}

function Trial({ test, isRunning, onTry, children }: TrialProps) {
  const { t } = useLingui()
  return (
    <section aria-label={t`Test of the connection`} className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button icon="check" isBusy={isRunning} onClick={onTry}>
          <Trans>Test the connection</Trans>
        </Button>
        <p className="text-sm text-ink-muted">
          <Trans>Asks for its models and makes one call of a few tokens.</Trans>
        </p>
      </div>
      <output className="block">{test && <TestResult test={test} />}</output>
      {children}
    </section>
  )
}
