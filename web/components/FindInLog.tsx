import { lazy, useEffect } from 'react'
import { useStore } from '../state/external-store.ts'
import type { TreeNode } from '../state/message-tree.ts'
import { useApp } from './app-context.ts'
import { Extra } from './Extra.tsx'

const FindBar = lazy(async () => ({
  default: (await import('./reading/FindBar.tsx')).FindBar,
}))

export interface FindProps {
  path: readonly TreeNode[]
  /** Shows a message; the focus stays where it is if `hasFocus` is false. */
  onReveal: (id: string, hasFocus?: boolean) => unknown
}

/** The search within the open conversation. Where not all of it is drawn, it takes the place of the browser's own. */
export function FindInLog({ isWhole, ...props }: FindProps & { isWhole: boolean }) {
  const { overlay } = useApp()
  const isOpen = useStore(overlay) === 'find'

  useEffect(() => {
    if (isWhole) return undefined
    function onKeyDown(event: KeyboardEvent) {
      const isFind = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey
      // Pressed again in its field, it is the browser's.
      const isAgain = event.target instanceof Element && event.target.closest('search') !== null
      if (!isFind || event.code !== 'KeyF' || isAgain) return
      event.preventDefault()
      overlay.set('find')
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [isWhole, overlay])

  return (
    isOpen && (
      <Extra>
        <FindBar {...props} onClose={() => overlay.set(null)} />
      </Extra>
    )
  )
}
