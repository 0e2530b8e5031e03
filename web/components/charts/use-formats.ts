import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { createFormats, type Formats } from '../../i18n/formats.ts'

/** Numbers and times in the language of the interface. */
export function useFormats(): Formats {
  const { i18n } = useLingui()
  return useMemo(() => createFormats(i18n.locale), [i18n.locale])
}
