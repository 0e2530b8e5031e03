import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { createRoot } from 'react-dom/client'
import { AppContext } from './components/app-context.ts'
import { Extra } from './components/Extra.tsx'
import { OpenStatementPage } from './components/help/StatementPage.tsx'
import { createApp } from './state/app.ts'

/** The statement on accessibility, for whoever is not signed in: nobody has to have an account to read it. */
export async function startStatement(root: Element): Promise<void> {
  const app = createApp(window)
  await app.language.activate(app.language.language.get())
  createRoot(root).render(
    <AppContext value={app}>
      <I18nProvider i18n={i18n}>
        <Extra>
          <OpenStatementPage />
        </Extra>
      </I18nProvider>
    </AppContext>,
  )
}
