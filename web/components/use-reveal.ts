import { useCallback, useEffect, useState } from 'react'
import type { Message } from '#wire/conversations.ts'
import type { Thread } from '../state/thread.ts'

/** How often it is looked whether the message is there, a frame each: heights near it are measured meanwhile. */
const MAX_FRAMES = 12

interface RevealOptions {
  /** Of the messages that are shown. */
  last: Message | undefined
  thread: Thread
  /** Brings a message into view, or its place, so that it gets drawn; answers with what is there. */
  scrollTo: (id: string) => Element | null
}

/** The message that the address names (`/c/<conversation>#m-<message>`); null: none. */
export function addressedMessage(): string | null {
  return /^#m-([\w-]+)$/.exec(window.location.hash)?.[1] ?? null
}

/** Leads to a message: it comes into view, is marked and has the focus. The one in the address is led to by itself. */
export function useReveal({ last, thread, scrollTo }: RevealOptions) {
  const [revealedId, setRevealedId] = useState<string | null>(null)
  const isLoaded = last !== undefined

  const reveal = useCallback(
    async (id: string, hasFocus = true) => {
      // It may be another version of what is shown.
      if (thread.state.get().messages.has(id)) thread.show(id)
      setRevealedId(id)
      const element = await comeToRest(id, scrollTo)
      if (!element || !hasFocus) return
      element.tabIndex = -1
      element.focus({ preventScroll: true })
    },
    [scrollTo, thread],
  )

  useEffect(() => {
    if (!isLoaded) return undefined
    function follow() {
      const id = addressedMessage()
      if (id !== null) void reveal(id)
    }
    follow()
    window.addEventListener('hashchange', follow)
    return () => window.removeEventListener('hashchange', follow)
  }, [isLoaded, reveal])

  return { reveal, revealedId }
}

/** Resolves to the message's element once it stands still at its place. */
async function comeToRest(id: string, scrollTo: RevealOptions['scrollTo']) {
  let item: Element | null = null
  let before = Number.NaN
  for (let frame = 0; frame < MAX_FRAMES; frame += 1) {
    item = scrollTo(id)
    const top = item?.getBoundingClientRect().top
    if (top !== undefined && top === before) break
    before = top ?? Number.NaN
    // oxlint-disable-next-line no-await-in-loop -- one frame after the other
    await new Promise(requestAnimationFrame)
  }
  return item?.querySelector<HTMLElement>(`#m-${id}`)
}
