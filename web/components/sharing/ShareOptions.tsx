import { Trans, useLingui } from '@lingui/react/macro'
import { useId, type ReactNode } from 'react'
import type { ShareMode } from '#wire/sharing.ts'
import { Select } from '../../ui/Select.tsx'

/** What readers see, and for how long. */
export interface SeenOptions {
  mode: ShareMode
  showsReasoning: boolean
  mayCopy: boolean
  /** Null: until it is revoked; a link then ends after a year. */
  expiresInDays: number | null
}

interface ShareOptionsProps {
  options: SeenOptions
  onChange: (options: SeenOptions) => void
}

const DAYS = [1, 7, 30, 90, 365]

export function ShareOptions({ options, onChange }: ShareOptionsProps) {
  const { t } = useLingui()
  const set = (change: Partial<SeenOptions>) => onChange({ ...options, ...change })
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-2 font-medium text-ink">
        <Trans>What they can read</Trans>
      </legend>
      <Choice isChosen={options.mode === 'snapshot'} onChoose={() => set({ mode: 'snapshot' })}>
        <Trans>What is on my screen now, and nothing that comes later</Trans>
      </Choice>
      <Choice isChosen={options.mode === 'living'} onChoose={() => set({ mode: 'living' })}>
        <Trans>The whole conversation with all its versions, also as it goes on</Trans>
      </Choice>
      <Check isChecked={options.mayCopy} onCheck={(mayCopy) => set({ mayCopy })}>
        <Trans>They may go on with a copy of their own</Trans>
      </Check>
      <Check
        isChecked={options.showsReasoning}
        onCheck={(showsReasoning) => set({ showsReasoning })}
      >
        <Trans>They also see what the model thought before it answered</Trans>
      </Check>
      <Select
        label={t`For how long`}
        className="max-w-64"
        value={options.expiresInDays ?? ''}
        onChange={({ target }) =>
          set({ expiresInDays: target.value === '' ? null : Number(target.value) })
        }
        options={[
          ...DAYS.map((days) => ({ value: String(days), name: daysText(days) })),
          { value: '', name: t`Until I end it (links: one year)` },
        ]}
      />
      <p className="text-sm">
        <Trans>
          They never see your instructions, what the assistant remembers about you, or what it cost.
        </Trans>
      </p>
    </fieldset>
  )

  function daysText(days: number): string {
    if (days === 1) return t`One day`
    if (days === 7) return t`One week`
    if (days === 30) return t`30 days`
    return days === 90 ? t`90 days` : t`One year`
  }
}

function Choice(props: { isChosen: boolean; onChoose: () => void; children: ReactNode }) {
  const { isChosen, onChoose, children } = props
  const id = useId()
  return (
    <div className="flex items-start gap-2 text-sm text-ink">
      <input
        checked={isChosen}
        className="mt-1"
        id={id}
        name="share-mode"
        onChange={onChoose}
        type="radio"
      />
      <label htmlFor={id}>{children}</label>
    </div>
  )
}

function Check(props: {
  isChecked: boolean
  onCheck: (isChecked: boolean) => void
  children: ReactNode
}) {
  const { isChecked, onCheck, children } = props
  const id = useId()
  return (
    <div className="flex items-start gap-2 text-sm text-ink">
      <input
        checked={isChecked}
        className="mt-1"
        id={id}
        onChange={({ target }) => onCheck(target.checked)}
        type="checkbox"
      />
      <label htmlFor={id}>{children}</label>
    </div>
  )
}
