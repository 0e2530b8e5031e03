import { Plural, Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { ProviderTest, TestStep } from '#wire/providers.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { PROBLEM_TEXTS } from './texts.ts'

/** What came of the test, step by step, each failure with what to do about it. */
export function TestResult({ test }: { test: ProviderTest }) {
  const { list, call, models, calledModel } = test
  return (
    <ol className="grid gap-3 rounded-lg border border-line bg-surface p-4 text-sm">
      <Step step={list} title={<Trans>List of its models</Trans>}>
        <Plural one="# model" other="# models" value={models.length} />
      </Step>
      <Step step={call} title={<Trans>One cheap call</Trans>}>
        <FirstWords model={calledModel} ms={test.firstContentMs} />
      </Step>
    </ol>
  )
}

function FirstWords({ model, ms }: { model: string | null; ms: number | null }) {
  const formats = useFormats()
  const time = formats.duration(ms ?? 0)
  return (
    <Trans>
      <bdi>{model}</bdi> answered after {time}
    </Trans>
  )
}

interface StepProps {
  step: TestStep
  title: ReactNode
  /** What came of it, where it worked. */
  children: ReactNode
}

const SIGNS = {
  ok: { icon: 'success', look: 'text-success' },
  failed: { icon: 'danger', look: 'text-danger' },
  skipped: { icon: 'info', look: 'text-ink-muted' },
} as const

function Step({ step, title, children }: StepProps) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const { outcome, problem, detail, durationMs } = step
  const { icon, look } = SIGNS[outcome]
  return (
    <li className="flex gap-3">
      <span className={`mt-px ${look}`}>
        <Icon name={icon} size={20} />
      </span>
      <div className="min-w-0">
        <p className="font-medium">
          {title}
          {outcome !== 'skipped' && (
            <span className="ms-2 font-normal text-ink-muted tabular-nums">
              {formats.duration(durationMs)}
            </span>
          )}
        </p>
        {outcome === 'ok' && <p className="text-ink-muted">{children}</p>}
        {outcome === 'skipped' && (
          <p className="text-ink-muted">
            <Trans>not tried</Trans>
          </p>
        )}
        {problem !== null && <p>{i18n._(PROBLEM_TEXTS[problem])}</p>}
        {detail !== null && (
          <p className="font-mono text-xs [overflow-wrap:anywhere] text-ink-muted" lang="en">
            {detail}
          </p>
        )}
      </div>
    </li>
  )
}
