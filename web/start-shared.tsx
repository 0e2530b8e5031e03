import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { createRoot } from 'react-dom/client'
import { openLinkAnonymously } from '#sdk/open-link.ts'
import { AppContext } from './components/app-context.ts'
import { Extra } from './components/Extra.tsx'
import { AnonymousShared } from './components/sharing/AnonymousShared.tsx'
import { createApp } from './state/app.ts'
import { createKeyValueStorage, LINK, type KeyValueStorage } from './state/storage.ts'

/** A link in the hands of somebody who is not signed in: what it shows to everybody, else the way in, which comes back here. */
export async function startShared(root: Element, storage: KeyValueStorage): Promise<void> {
  const token = window.location.hash.slice(1)
  const shared = await openLinkAnonymously(window.fetch.bind(window), token).catch(() => undefined)
  if (!shared) {
    // Whoever signs in elsewhere comes back to the start, without what stands behind the `#`: web/main.tsx leads on.
    createKeyValueStorage(() => window.sessionStorage).set(LINK, token)
    const { startEntrance } = await import('./start-entrance.tsx')
    return startEntrance(root, storage)
  }
  // A page that is shown to others, or printed, does not give the link away.
  window.history.replaceState(null, '', '/s')
  const app = createApp(window)
  await app.language.activate(app.language.language.get())
  createRoot(root).render(
    <AppContext value={app}>
      <I18nProvider i18n={i18n}>
        <Extra>
          <AnonymousShared shared={shared} />
        </Extra>
      </I18nProvider>
    </AppContext>,
  )
}
