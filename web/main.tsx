import { isSignedIn } from '#sdk/is-signed-in.ts'
import { createKeyValueStorage, LINK, WAS_IN } from './state/storage.ts'

const root = document.querySelector('#root')
if (!root) throw new Error('index.html has no #root')

const storage = createKeyValueStorage(() => window.localStorage)
const session = createKeyValueStorage(() => window.sessionStorage)
const link = session.get(LINK)
if (link !== null && window.location.pathname === '/') {
  window.history.replaceState(null, '', `/s#${link}`)
}
// Signing in to another account stands before the one that somebody is in, too.
const isWelcome = /^\/(welcome|join)$/.test(window.location.pathname)
// Who was in here before most probably still is: the app is not kept waiting for the answer. Where the server does not answer,
// the app says so, and waits for it.
const isApp =
  !isWelcome && (storage.get(WAS_IN) !== null || (await isSignedIn(window.fetch)) !== false)

if (isApp) {
  session.set(LINK, null)
  const { startApp } = await import('./start-app.tsx')
  await startApp(root, storage)
} else if (window.location.pathname === '/accessibility') {
  const { startStatement } = await import('./start-statement.tsx')
  await startStatement(root)
} else if (window.location.pathname === '/s') {
  const { startShared } = await import('./start-shared.tsx')
  await startShared(root, storage)
} else {
  const { startEntrance } = await import('./start-entrance.tsx')
  await startEntrance(root, storage)
}
