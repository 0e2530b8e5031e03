import { Trans, useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import type { RouteForm } from '#wire/own-routes.ts'

type Demands = NonNullable<RouteForm['require']>

interface DemandsFieldProps {
  demands: RouteForm['require']
  onChange: (demands: RouteForm['require']) => void
}

/** What a deployment must be, or the route passes it over. Others, set by the API, stay as they are. */
export function DemandsField({ demands, onChange }: DemandsFieldProps) {
  const { t } = useLingui()
  const { jurisdictions, noTraining, ownHardware, ...others } = demands ?? {}
  const isEu = jurisdictions?.length === 1 && jurisdictions[0] === 'EU'
  function set(change: { isEu?: boolean; noTraining?: boolean; ownHardware?: boolean }) {
    const next: Demands = {
      ...others,
      ...(!isEu && jurisdictions && change.isEu === undefined && { jurisdictions }),
      ...((change.isEu ?? isEu) && { jurisdictions: ['EU'] }),
      ...((change.noTraining ?? noTraining) && { noTraining: true }),
      ...((change.ownHardware ?? ownHardware) && { ownHardware: true }),
    }
    onChange(Object.keys(next).length === 0 ? null : next)
  }
  const rest = [...(jurisdictions && !isEu ? ['jurisdictions'] : []), ...Object.keys(others)]
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 text-sm font-medium">
        <Trans>What its deployments must be</Trans>
      </legend>
      <p className="mb-1 text-sm text-ink-muted">
        <Trans>What is not declared of a deployment does not meet a demand.</Trans>
      </p>
      <Demand
        isChecked={isEu}
        label={t`Under the law of the EU`}
        onChange={(is) => set({ isEu: is })}
      />
      <Demand
        isChecked={noTraining ?? false}
        label={t`Does not train on what is sent`}
        onChange={(is) => set({ noTraining: is })}
      />
      <Demand
        isChecked={ownHardware ?? false}
        label={t`Our own hardware`}
        onChange={(is) => set({ ownHardware: is })}
      />
      {rest.length > 0 && (
        <p className="text-sm text-ink-muted">
          <Trans>
            It demands more, which was set by the API and stays: <bdi>{rest.join(', ')}</bdi>
          </Trans>
        </p>
      )}
    </fieldset>
  )
}

interface DemandProps {
  label: string
  isChecked: boolean
  onChange: (isChecked: boolean) => void
}

function Demand({ label, isChecked, onChange }: DemandProps) {
  const id = useId()
  return (
    <div className="flex min-h-(--control) items-center gap-2.5 text-sm">
      <input
        checked={isChecked}
        className="size-4 accent-sea"
        id={id}
        onChange={({ target }) => onChange(target.checked)}
        type="checkbox"
      />
      <label htmlFor={id}>{label}</label>
    </div>
  )
}
