import type { App } from './app.ts'

/** While an answer is being written, or has just ended and may get a better title. */
const LIVELY_MS = 4_000
/** Otherwise: what other devices do is seen within this time. */
const CALM_MS = 30_000

/** Takes the list anew now and then, as long as somebody looks at it: other devices tell no tab of ours. */
export function keepFresh({ session, connection, conversations }: App, window: Window): void {
  let wasLively = false

  function next(): void {
    const isLively = conversations.state.get().conversations.some(({ isRunning }) => isRunning)
    // Once more after the end: the title may have come with it.
    const waitMs = isLively || wasLively ? LIVELY_MS : CALM_MS
    wasLively = isLively
    window.setTimeout(() => void look(), waitMs)
  }

  async function look(): Promise<void> {
    const isWanted =
      !window.document.hidden &&
      connection.isReachable.get() &&
      session.state.get().status === 'signed-in' &&
      conversations.state.get().status === 'ready'
    if (isWanted) await conversations.refresh()
    next()
  }

  next()
}
