import type { ReactNode } from 'react'
import { I18nProvider } from 'react-aria-components'

/** React Aria says what it says by itself in the language of the pages, not in that of the browser. */
export function AriaLanguage({ children }: { children: ReactNode }) {
  return <I18nProvider locale={document.documentElement.lang || 'en'}>{children}</I18nProvider>
}
