import { Trans, useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import type { PresetContent } from '#wire/library.ts'
import { useStore } from '../../state/external-store.ts'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useApp } from '../app-context.ts'

interface PresetFieldsProps {
  content: PresetContent
  onContent: (content: PresetContent) => void
}

/** Who answers, what they are told first, and how they are set. */
export function PresetFields({ content, onContent }: PresetFieldsProps) {
  const { t } = useLingui()
  const { models } = useApp()
  const offered = useStore(models.state).models
  const id = useId()
  const put = (change: Partial<PresetContent>) => onContent({ ...content, ...change })
  const { modelId } = content
  const isGone = modelId !== null && !offered.some((model) => model.id === modelId)
  return (
    <>
      <Select
        label={t`Model`}
        onChange={({ target }) => put({ modelId: target.value === '' ? null : target.value })}
        options={[
          { value: '', name: t`Whichever the conversation has` },
          ...offered.map((model) => ({ value: model.id, name: model.name })),
          ...(isGone ? [{ value: modelId, name: t`${modelId} (not there any more)` }] : []),
        ]}
        value={modelId ?? ''}
      />
      <div className="grid gap-1.5 text-sm">
        <label className="font-medium text-ink" htmlFor={id}>
          <Trans>Instructions</Trans>
        </label>
        <textarea
          className="field"
          dir="auto"
          id={id}
          maxLength={8000}
          onChange={({ target }) => put({ instructions: target.value })}
          placeholder={t`You write minutes: who was there, what was decided, who does what by when.`}
          rows={7}
          value={content.instructions}
        />
      </div>
      <Disclosure title={t`Fine tuning`}>
        <div className="grid gap-3 sm:grid-cols-3">
          <NumberField
            hint={t`From 0, always much the same, to 2, full of surprises.`}
            label={t`Temperature`}
            max={2}
            onValue={(temperature) => put({ temperature })}
            value={content.temperature}
          />
          <NumberField
            hint={t`From 0 to 1: how many unlikely words are left out.`}
            label={t({
              message: 'Choice of words (top_p)',
              comment: 'top_p is the name of the setting',
            })}
            max={1}
            onValue={(topP) => put({ topP })}
            value={content.topP}
          />
          <NumberField
            hint={t`In tokens, each about three quarters of a word.`}
            isWhole
            label={t`Longest answer`}
            max={100_000}
            onValue={(maxTokens) => put({ maxTokens })}
            value={content.maxTokens}
          />
        </div>
      </Disclosure>
    </>
  )
}

interface NumberFieldProps {
  label: string
  hint: string
  value: number | null
  max: number
  isWhole?: boolean
  onValue: (value: number | null) => void
}

/** Empty: as the model has it. */
function NumberField({ label, hint, value, max, isWhole = false, onValue }: NumberFieldProps) {
  return (
    <TextField
      defaultValue={value ?? ''}
      hint={hint}
      label={label}
      max={max}
      min={isWhole ? 1 : 0}
      onChange={({ target }) => {
        const number = target.valueAsNumber
        const isFine = Number.isFinite(number) && number >= 0 && number <= max
        if (target.value === '' || isFine) onValue(target.value === '' ? null : number)
      }}
      step={isWhole ? 1 : 0.1}
      type="number"
    />
  )
}
