import { Trans, useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import { LEAST_CONTRAST, nearestAccent, type Theme } from '#wire/accent.ts'
import { Button } from '../../../ui/Button.tsx'
import { useFormats } from '../../charts/use-formats.ts'
import { contrastIn } from './draft.ts'

interface AccentFieldProps {
  theme: Theme
  value: string
  onChange: (colour: string) => void
}

/** A colour, whether text in it can be read in this appearance, and the nearest that can where it cannot. */
export function AccentField({ theme, value, onChange }: AccentFieldProps) {
  const { t } = useLingui()
  const id = useId()
  const label =
    theme === 'light' ? t`Colour in the light appearance` : t`Colour in the dark appearance`
  return (
    <div className="grid content-start gap-1.5 text-sm">
      <label className="font-medium" htmlFor={id} id={`${id}-label`}>
        {label}
      </label>
      <div className="flex items-center gap-2">
        <input
          aria-describedby={`${id}-contrast`}
          aria-invalid={(contrastIn(value, theme) ?? 0) < LEAST_CONTRAST}
          className="field w-32 font-mono"
          dir="ltr"
          id={id}
          maxLength={7}
          onChange={({ target }) => onChange(target.value.trim().toLowerCase())}
          spellCheck={false}
          value={value}
        />
        <input
          aria-label={t`Choose a colour`}
          aria-labelledby={`${id}-label ${id}-picker`}
          className="h-(--control) w-12 rounded-md border border-line bg-surface p-1"
          id={`${id}-picker`}
          onChange={({ target }) => onChange(target.value)}
          type="color"
          value={contrastIn(value, theme) === undefined ? '#000000' : value}
        />
      </div>
      <div aria-live="polite" className="grid justify-items-start gap-1.5" id={`${id}-contrast`}>
        <Contrast {...{ theme, value, onChange }} />
      </div>
    </div>
  )
}

function Contrast({ theme, value, onChange }: AccentFieldProps) {
  const formats = useFormats()
  const ratio = contrastIn(value, theme)
  if (ratio === undefined) {
    return (
      <p className="text-danger">
        <Trans>Write it as # and six of 0–9 and a–f.</Trans>
      </p>
    )
  }
  // Cut, not rounded: 4.496 is not 4.5.
  const measured = formats.decimal(Math.floor(ratio * 100) / 100)
  const least = formats.decimal(LEAST_CONTRAST)
  if (ratio >= LEAST_CONTRAST) {
    return (
      <p className="text-success">
        <Trans>Can be read: the contrast is {measured} to 1.</Trans>
      </p>
    )
  }
  const nearest = nearestAccent(value, theme)
  return (
    <>
      <p className="text-danger">
        <Trans>
          Cannot be read well enough: the contrast is {measured} to 1, and {least} to 1 is needed.
        </Trans>
      </p>
      <Button onClick={() => onChange(nearest)}>
        <span
          className="size-4 rounded-xs border border-line"
          style={{ backgroundColor: nearest }}
        />
        <Trans comment="Takes the nearest colour that can be read; its code follows, as #12345a">
          Use {nearest}
        </Trans>
      </Button>
    </>
  )
}
