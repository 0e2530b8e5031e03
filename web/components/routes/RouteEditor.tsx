import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type FormEvent } from 'react'
import { ROUTE_STRATEGIES, type OwnRouteList, type RouteForm } from '#wire/own-routes.ts'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { LinkButton } from '../shell/LinkButton.tsx'
import { useTask } from '../use-task.ts'
import { DemandsField } from './DemandsField.tsx'
import { type RouteDraft } from './form-state.ts'
import { LimitFields } from './LimitFields.tsx'
import { TargetsField } from './TargetsField.tsx'
import { STRATEGY_HINTS, STRATEGY_NAMES } from './texts.ts'
import { useOwnRoutes } from './use-own-routes.ts'

interface RouteEditorProps {
  start: RouteDraft
  isNew: boolean
  known: OwnRouteList
  onSaved: (name: string) => void
}

/** A route, new or changed. */
export function RouteEditor({ start, isNew, known, onSaved }: RouteEditorProps) {
  const { t } = useLingui()
  const client = useOwnRoutes()
  const { run, isRunning, failure } = useTask()
  const [draft, setDraft] = useState(start)
  const [isTried, setIsTried] = useState(false)
  const set = (change: Partial<RouteDraft>) => setDraft((before) => ({ ...before, ...change }))
  const isTaken = isNew && known.routes.some(({ name }) => name === draft.name)

  async function save(event: FormEvent) {
    event.preventDefault()
    setIsTried(true)
    if (draft.to.length === 0 || isTaken) return
    const { name, ...form } = draft
    if (await run(() => client.save(name, form satisfies RouteForm))) onSaved(name)
  }

  return (
    <form className="grid max-w-3xl gap-6" onSubmit={(event) => void save(event)}>
      {isNew && (
        <TextField
          autoComplete="off"
          hint={t`Callers ask for it like a model. Letters, digits, hyphens and points.`}
          label={t`Name`}
          maxLength={100}
          onChange={({ target }) => set({ name: target.value })}
          pattern="[A-Za-z0-9][A-Za-z0-9_.:\-]*"
          required
          value={draft.name}
          {...(isTaken && { error: t`There is a route of this name already.` })}
        />
      )}
      <TargetsField
        choices={known.choices}
        error={isTried && draft.to.length === 0 ? t`Choose at least one deployment.` : undefined}
        hasShares={draft.strategy === 'weight'}
        onChange={(to) => set({ to })}
        targets={draft.to}
      />
      <StrategyField onChange={(strategy) => set({ strategy })} strategy={draft.strategy} />
      <label className="flex min-h-(--control) items-center gap-2.5 text-sm">
        <input
          checked={draft.isEnabled}
          className="size-4 accent-sea"
          onChange={({ target }) => set({ isEnabled: target.checked })}
          type="checkbox"
        />
        <Trans>Takes calls</Trans>
      </label>
      <DemandsField demands={draft.require} onChange={(require) => set({ require })} />
      <LimitFields draft={draft} onChange={set} />
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <div className="flex flex-wrap gap-2">
        <Button isBusy={isRunning} look="primary" type="submit">
          <Trans>Save</Trans>
        </Button>
        <LinkButton href="/admin/routes">
          <Trans>Cancel</Trans>
        </LinkButton>
      </div>
    </form>
  )
}

interface StrategyFieldProps {
  strategy: RouteForm['strategy']
  onChange: (strategy: RouteForm['strategy']) => void
}

function StrategyField({ strategy, onChange }: StrategyFieldProps) {
  const { t, i18n } = useLingui()
  return (
    <div className="grid gap-1.5">
      <Select
        label={t`How it chooses`}
        onChange={({ target }) =>
          onChange(ROUTE_STRATEGIES.find((one) => one === target.value) ?? 'order')
        }
        options={ROUTE_STRATEGIES.map((value) => ({ value, name: i18n._(STRATEGY_NAMES[value]) }))}
        value={strategy}
      />
      <p className="text-sm text-ink-muted">{i18n._(STRATEGY_HINTS[strategy])}</p>
    </div>
  )
}
