import type { App } from './app.ts'
import { keepFresh } from './keep-fresh.ts'
import type { TabNews } from './tabs.ts'
import { trackVisibleHeight } from './visible-height.ts'

/** Takes anew what the page shows; asks first who is signed in, where that is not known or not so any more. */
export async function refresh({ session, client, models, conversations, threads }: App) {
  if (session.state.get().status !== 'signed-in') await session.load(client)
  if (session.state.get().status !== 'signed-in') return
  const state = session.state.get()
  // An auditor has none: asking for them is a refusal on every page.
  const hasConversations = 'session' in state && state.session.rights.includes('conversation.read')
  await Promise.all([
    models.load(),
    hasConversations && conversations.refresh(),
    threads.findEntered()?.open(),
  ])
}

/** Everything that reaches the page from outside: the server's return, other tabs, the user's return to this one. */
export function listen(app: App, window: Window): void {
  app.connection.onRecovered(() => void refresh(app))
  app.tabs.onNews((news) => hear(app, news))
  window.addEventListener('online', app.connection.probeNow)
  window.document.addEventListener('visibilitychange', () => {
    if (!window.document.hidden) void refresh(app)
  })
  trackVisibleHeight(window)
  keepFresh(app, window)
}

function hear(app: App, { type, conversationId }: TabNews): void {
  if (conversationId === null) return void refresh(app)
  const { conversations } = app
  if (type === 'conversation-deleted') conversations.forget(conversationId)
  else void conversations.reload(conversationId).catch(() => undefined)
  const entered = app.threads.findEntered()
  if (entered?.conversationId === conversationId && type !== 'conversation-changed') {
    void entered.open()
  }
}
