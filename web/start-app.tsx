import { createRoot } from 'react-dom/client'
import { loadMarkdown } from './components/AnswerText.tsx'
import { Root } from './components/Root.tsx'
import { createApp } from './state/app.ts'
import { listen } from './state/refresh.ts'
import { WAS_IN, type KeyValueStorage } from './state/storage.ts'

/** Everything that somebody sees who is signed in. */
export async function startApp(root: Element, storage: KeyValueStorage): Promise<void> {
  const app = createApp(window)
  // Both are needed before the first words can be shown, so both are asked for at once.
  const session = app.session.load(app.client)
  let wasIn = false
  app.session.state.subscribe(() => {
    const state = app.session.state.get()
    const { status } = state
    if (status === 'signed-in') {
      wasIn = true
      storage.set(WAS_IN, 'yes')
      // Before anything more is opened: the organisation lets nothing be kept on devices.
      if (state.session.offlineReading === false) app.offline.forget()
    }
    if (status !== 'signed-out') return
    app.offline.forget()
    // The way in is another page, which holds nothing of this one.
    storage.set(WAS_IN, null)
    if (wasIn) window.location.assign('/')
    else window.location.reload()
  })
  await app.language.activate(app.language.language.get())
  createRoot(root).render(<Root app={app} />)

  listen(app, window)
  await session
  if (app.session.state.get().status === 'signed-in') {
    // A tab whose session had ended can go on now.
    app.tabs.tell({ type: 'signed-in', conversationId: null })
  }
  if (app.session.state.get().status === 'signed-in' && !app.language.isChosen()) {
    const { followPerson } = await import('./i18n/follow-person.ts')
    await followPerson(app.language, app.client.http)
  }
  // Not part of the first load, but there before the first answer.
  await Promise.all([loadMarkdown(), app.language.loadSoon()])
  // Whoever reads without a network cannot fetch the rest when it is wanted.
  if (app.offline.isKeeping.get()) await app.language.loadExtras()
  await app.offline.start()
}
