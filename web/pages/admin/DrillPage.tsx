import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState, type ReactNode } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import { Loss, type DrillReport, type DrillState } from '#wire/dependence.ts'
import { FailureNotice } from '../../components/FailureNotice.tsx'
import { LinkButton } from '../../components/shell/LinkButton.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Select } from '../../ui/Select.tsx'
import { DIMENSION_NAMES } from './resilience/dimension-names.ts'
import { DrillReportView } from './resilience/DrillReportView.tsx'
import { useDependence } from './resilience/use-dependence.ts'

const DAYS = [1, 7, 30]
const MINUTES = [5, 15, 60]

/** Rehearsing a loss: on what was called, or on real calls for some minutes. */
export function DrillPage() {
  const { t } = useLingui()
  const client = useDependence()
  const load = useCallback((signal: AbortSignal) => client.getDrill(signal), [client])
  const remote = useRemote(load)
  const { value: state } = remote
  return (
    <>
      <PageTitle title={t`Fire drill`}>
        <Trans>
          What would fail, get slower or dearer without a provider, an operator, a jurisdiction or a
          region. Find out before it happens.
        </Trans>
      </PageTitle>
      <RemoteStatus lines={4} of={remote} />
      {state && state.choices.length === 0 && (
        <EmptyState
          action={
            <LinkButton href="/admin/providers/new" icon="add" look="primary">
              <Trans>Add a provider</Trans>
            </LinkButton>
          }
          icon="flame"
          title={t`There is nothing to lose yet`}
        >
          <Trans>Add a provider first. Then its loss can be rehearsed here.</Trans>
        </EmptyState>
      )}
      {state && state.choices.length > 0 && <DrillForm choices={state.choices} />}
    </>
  )
}

type Doing = 'dry' | 'live' | undefined

interface Wish {
  lose: { by?: string | undefined; name?: string | undefined }
  days: number
  minutes: number
}

function useDrill({ lose, days, minutes }: Wish) {
  const client = useDependence()
  const [doing, setDoing] = useState<Doing>()
  const [report, setReport] = useState<DrillReport>()
  const [failure, setFailure] = useState<ApiFailure>()
  async function run(what: 'dry' | 'live') {
    setDoing(what)
    setFailure(undefined)
    try {
      const loss = Loss.parse(lose)
      if (what === 'dry') setReport(await client.rehearse(loss, days))
      else {
        await client.startDrill(loss, minutes)
        // The banner above every page of the administration says the rest.
        globalThis.dispatchEvent(new Event('galerne:drill'))
      }
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      setFailure(error)
    } finally {
      setDoing(undefined)
    }
  }
  return { doing, report, failure, run }
}

function DrillForm({ choices }: { choices: DrillState['choices'] }) {
  const { t, i18n } = useLingui()
  const pairOf = (name: string, value: string) => t`${name}: ${value}`
  const [chosen, setChosen] = useState(0)
  const [days, setDays] = useState(7)
  const [minutes, setMinutes] = useState(5)
  const { by, name } = choices[chosen] ?? {}
  const { doing, report, failure, run } = useDrill({ lose: { by, name }, days, minutes })
  return (
    <>
      <div className="grid max-w-3xl grid-cols-1 gap-4 rounded-lg border border-line bg-surface p-4 sm:grid-cols-2">
        <Select
          className="sm:col-span-2"
          label={t`What is lost`}
          value={String(chosen)}
          onChange={(event) => setChosen(Number(event.target.value))}
          options={choices.map((choice, index) => ({
            value: String(index),
            name: pairOf(i18n._(DIMENSION_NAMES[choice.by]), choice.name),
          }))}
        />
        <Way
          label={t`With calls of the past`}
          value={days}
          onChange={setDays}
          options={DAYS.map((span) => ({
            value: String(span),
            name: plural(span, { one: '# day', other: '# days' }),
          }))}
          hint={t`Nothing is called, and nothing changes.`}
        >
          <Button look="primary" isBusy={doing === 'dry'} onClick={() => void run('dry')}>
            <Trans>Rehearse</Trans>
          </Button>
        </Way>
        <Way
          label={t`With real calls`}
          value={minutes}
          onChange={setMinutes}
          options={MINUTES.map((span) => ({
            value: String(span),
            name: plural(span, { one: '# minute', other: '# minutes' }),
          }))}
          hint={t`People will notice where nobody else can answer. It ends by itself.`}
        >
          <Button
            look="danger"
            icon="flame"
            isBusy={doing === 'live'}
            onClick={() => void run('live')}
          >
            <Trans>Take it away</Trans>
          </Button>
        </Way>
      </div>
      {failure && (
        <div className="mt-4">
          <FailureNotice code={failure.code} detail={failure.message} />
        </div>
      )}
      {report && <DrillReportView report={report} />}
    </>
  )
}

interface WayProps {
  label: string
  value: number
  onChange: (value: number) => void
  options: { value: string; name: string }[]
  hint: string
  children: ReactNode
}

/** One of the two ways to hold a drill. */
function Way({ label, value, onChange, options, hint, children }: WayProps) {
  return (
    <div className="grid content-start gap-3">
      <Select
        label={label}
        value={String(value)}
        onChange={(event) => onChange(Number(event.target.value))}
        options={options}
      />
      {children}
      <p className="text-sm text-ink-muted">{hint}</p>
    </div>
  )
}
