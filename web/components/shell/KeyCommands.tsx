import { lazy, useEffect, useMemo } from 'react'
import { useLocation } from 'wouter'
import { commandOfKeys, type CommandPlace } from '../../state/commands.ts'
import { useStore } from '../../state/external-store.ts'
import { useApp } from '../app-context.ts'
import { Extra } from '../Extra.tsx'
import { useRights } from '../use-rights.ts'

const OpenOverlay = lazy(async () => ({
  default: (await import('../help/OpenOverlay.tsx')).OpenOverlay,
}))

/** Hears the keys of the commands, and shows what a command has opened above the page. */
export function KeyCommands() {
  const { overlay, shortcuts } = useApp()
  const place = useCommandPlace()
  const isOn = useStore(shortcuts.isOn)
  const open = useStore(overlay)

  useEffect(() => {
    if (!isOn) return undefined
    async function onKeyDown(event: KeyboardEvent) {
      // A dialog is a place of its own, and what composes a letter is no command.
      if (event.isComposing || event.defaultPrevented || document.querySelector('dialog[open]')) {
        return
      }
      const id = commandOfKeys(event, isWriting(event.target))
      if (id === undefined) return
      event.preventDefault()
      const { runCommand } = await import('../help/run-command.ts')
      await runCommand(id, place)
    }
    const listener = (event: KeyboardEvent) => void onKeyDown(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [isOn, place])

  // A dialog tells of its end a moment later, when another may have taken its place.
  const close = () => overlay.update((now) => (now === open ? null : now))
  return (
    open !== null && (
      <Extra>
        <OpenOverlay key={open} name={open} onClose={close} place={place} />
      </Extra>
    )
  )
}

function useCommandPlace(): CommandPlace {
  const app = useApp()
  const [path, navigate] = useLocation()
  const rights = useRights()
  return useMemo(() => {
    const conversationId = /^\/c\/([\w-]+)/.exec(path)?.[1] ?? null
    return { app, conversationId, may: (right) => rights.has(right), navigate }
  }, [app, path, navigate, rights])
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  const isField = target.matches('input, textarea, select')
  return target.isContentEditable || isField
}
