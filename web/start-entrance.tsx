import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { createRoot } from 'react-dom/client'
import { createEntranceClient } from '#sdk/entrance.ts'
import { EntranceContext, type Entrance } from './components/entrance/entrance-context.ts'
import { ENTRANCE } from './i18n/entrance-catalogues.ts'
import { createLanguage } from './i18n/language.ts'
import { SignInPage } from './pages/SignInPage.tsx'
import { WelcomePage } from './pages/WelcomePage.tsx'
import type { KeyValueStorage } from './state/storage.ts'

/** Where somebody goes on who has come in by these; else where they are. */
const AFTER: Record<string, string> = { '/welcome': '/', '/join': '/account' }

/** The pages before somebody is in: small, since each new visitor loads them first. */
export async function startEntrance(root: Element, storage: KeyValueStorage): Promise<void> {
  const isWelcome = window.location.pathname === '/welcome'
  const after = AFTER[window.location.pathname] ?? null
  const language = createLanguage(storage, window, ENTRANCE)
  const entrance: Entrance = {
    client: createEntranceClient(window.fetch.bind(window)),
    language,
    ticket: window.location.hash.slice(1),
    way: new URLSearchParams(window.location.search).get('way'),
    enter: () => (after === null ? window.location.reload() : window.location.replace(after)),
  }
  await language.activate(language.language.get())
  createRoot(root).render(
    <EntranceContext value={entrance}>
      <I18nProvider i18n={i18n}>{isWelcome ? <WelcomePage /> : <SignInPage />}</I18nProvider>
    </EntranceContext>,
  )
}
