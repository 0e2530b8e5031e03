import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Formality } from '#wire/translation.ts'
import { createKeyValueStorage } from '../../state/storage.ts'

/** What somebody wants of a translation. */
export interface Wishes {
  /** BCP 47; empty: found out. */
  from: string
  to: string
  formality: Formality
}

const TO = 'translate-to'
const storage = createKeyValueStorage(() => window.localStorage)

/** What one chose last; null: nothing yet. */
export const lastLanguage = () => storage.get(TO)

/** Into the language that one chose last, else that of the page. */
export function useWishes(wanted?: string) {
  const { i18n } = useLingui()
  const [wishes, setWishes] = useState<Wishes>(() => ({
    from: '',
    to: wanted ?? lastLanguage() ?? i18n.locale,
    formality: 'formal',
  }))
  function change(next: Partial<Wishes>) {
    if (next.to !== undefined) storage.set(TO, next.to)
    setWishes((before) => ({ ...before, ...next }))
  }
  return { wishes, change }
}
