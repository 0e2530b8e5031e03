import { useLingui } from '@lingui/react/macro'
import { Classification } from '#wire/classification.ts'
import { Select } from '../../ui/Select.tsx'
import { CLASSES } from '../classification/class-texts.ts'

/** In a form: how carefully the calls of a key are to be handled, under the name `classification`; empty: not said. */
export function KeyClassField({ value }: { value: Classification | null }) {
  const { t, i18n } = useLingui()
  return (
    <Select
      label={t`Class of its calls`}
      name="classification"
      defaultValue={value ?? ''}
      options={[
        { value: '', name: t`As the organisation says` },
        ...Classification.options.map((option) => ({
          value: option,
          name: i18n._(CLASSES[option].name),
        })),
      ]}
    />
  )
}

export function classFrom(text: string): Classification | null {
  return Classification.safeParse(text).data ?? null
}
