import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { lazy, Suspense, useEffect } from 'react'
import { Route, Switch } from 'wouter'
import { WaitingPage } from '../pages/WaitingPage.tsx'
import type { App } from '../state/app.ts'
import { useStore } from '../state/external-store.ts'
import { refresh } from '../state/refresh.ts'
import { AppContext } from './app-context.ts'
import { Shell } from './shell/Shell.tsx'

const IdentityQuestion = lazy(async () => ({
  default: (await import('./account/IdentityQuestion.tsx')).IdentityQuestion,
}))

/** For those who build Galerne; nobody else loads it. */
const GalleryPage = lazy(async () => ({
  default: (await import('../gallery/GalleryPage.tsx')).GalleryPage,
}))

export function Root({ app }: { app: App }) {
  return (
    <AppContext value={app}>
      <I18nProvider i18n={i18n}>
        <Switch>
          <Route path="/gallery">
            <Suspense>
              <GalleryPage />
            </Suspense>
          </Route>
          <Route>
            <Entrance app={app} />
          </Route>
        </Switch>
      </I18nProvider>
    </AppContext>
  )
}

function Entrance({ app }: { app: App }) {
  const { status } = useStore(app.session.state)
  const question = useStore(app.confirmation.question)
  useEffect(() => {
    if (status === 'signed-in') void refresh(app)
  }, [app, status])

  // Signed out: web/start-app.tsx leads to the way in.
  if (status === 'unknown' || status === 'signed-out') return <WaitingPage />
  return (
    <>
      <Shell />
      {question && (
        <Suspense>
          <IdentityQuestion question={question} />
        </Suspense>
      )}
    </>
  )
}
