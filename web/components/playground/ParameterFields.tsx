import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { PlaygroundPrompt } from '#wire/playground.ts'
import { TextField } from '../../ui/TextField.tsx'

interface ParameterFieldsProps {
  prompt: PlaygroundPrompt
  onChange: (change: Partial<PlaygroundPrompt>) => void
}

/** How the model is to write. What is left empty is the model's own. */
export function ParameterFields({ prompt, onChange }: ParameterFieldsProps) {
  const { t } = useLingui()
  const { temperature, topP, maxTokens, seed, stop } = prompt
  return (
    <div className="grid grid-cols-2 gap-3">
      <NumberField
        label={t`Temperature`}
        max={2}
        onChange={(value) => onChange({ temperature: value })}
        step={0.1}
        value={temperature}
      />
      <NumberField
        label={t`Top P`}
        max={1}
        onChange={(value) => onChange({ topP: value })}
        step={0.05}
        value={topP}
      />
      <NumberField
        label={t`Most tokens`}
        max={1_000_000}
        min={1}
        onChange={(value) => onChange({ maxTokens: value })}
        value={maxTokens}
      />
      <NumberField
        label={t`Seed`}
        max={2_147_483_647}
        onChange={(value) => onChange({ seed: value })}
        value={seed}
      />
      <TextField
        className="col-span-2"
        hint={t`Up to four, apart by commas. The answer ends before them.`}
        label={t`Stop at`}
        onChange={({ target }) =>
          onChange({
            stop: target.value
              .split(',')
              .map((text) => text.trim().slice(0, 200))
              .filter(Boolean)
              .slice(0, 4),
          })
        }
        defaultValue={stop.join(', ')}
      />
    </div>
  )
}

interface NumberFieldProps {
  label: string
  value: number | null
  min?: number
  max: number
  /** Absent: whole numbers. */
  step?: number
  onChange: (value: number | null) => void
}

function NumberField({ label, value, min = 0, max, step, onChange }: NumberFieldProps) {
  const { t } = useLingui()
  // What is half typed (“0.”) stays as it is.
  const [text, setText] = useState(value === null ? '' : String(value))
  const [isWrong, setIsWrong] = useState(false)
  function read(typed: string) {
    setText(typed)
    const number = Number(typed.trim().replace(',', '.'))
    const isWhole = step !== undefined || Number.isInteger(number)
    const isRight = typed.trim() === '' || (isWhole && number >= min && number <= max)
    setIsWrong(!isRight)
    if (isRight) onChange(typed.trim() === '' ? null : number)
  }
  return (
    <TextField
      inputMode={step === undefined ? 'numeric' : 'decimal'}
      label={label}
      onChange={({ target }) => read(target.value)}
      placeholder={t`as the model has it`}
      value={text}
      {...(isWrong && { error: t`From ${min} to ${max}` })}
    />
  )
}
