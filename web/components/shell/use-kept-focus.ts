import { useEffect, type RefObject } from 'react'

/**
 * Whoever works by keyboard stays on the page: where what had the focus goes (a row that was deleted, the button of a list
 * that is empty no more), the heading takes it.
 */
export function useKeptFocus(page: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const main = page.current
    if (!main) return undefined
    let last: EventTarget | null = null
    const remember = ({ target }: FocusEvent) => (last = target)
    const observer = new MutationObserver(() => {
      const isGone = last instanceof Node && !last.isConnected
      if (!isGone || document.activeElement !== document.body) return
      last = null
      main.querySelector('h1')?.focus({ preventScroll: true })
    })
    main.addEventListener('focusin', remember)
    observer.observe(main, { childList: true, subtree: true })
    return () => {
      main.removeEventListener('focusin', remember)
      observer.disconnect()
    }
  }, [page])
}
