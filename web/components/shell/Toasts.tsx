import { useLingui } from '@lingui/react/macro'
import { createContext, use, useCallback, useLayoutEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { ToastRegion, type Toast } from '../../ui/ToastRegion.tsx'

type Say = (text: string, action?: Toast['action']) => void

const SayContext = createContext<Say>(() => undefined)

interface Shown {
  toasts: readonly Toast[]
  dismiss: (id: string) => void
  /** Where notes could stand, the last one on top of the others. */
  places: readonly object[]
  setPlaces: (change: (before: readonly object[]) => readonly object[]) => void
}

const ShownContext = createContext<Shown | null>(null)

/** Short notes of what was done, over whatever page is open. */
export function Toasts({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const [places, setPlaces] = useState<readonly object[]>([])
  const dismiss = useCallback(
    (id: string) => setToasts((before) => before.filter((toast) => toast.id !== id)),
    [],
  )
  const say = useCallback<Say>(
    (text, action) => {
      const id = `${Date.now()} ${Math.random()}`
      const once = action && { ...action, onAction: () => (dismiss(id), action.onAction()) }
      setToasts((before) => [...before.slice(-2), { id, text, ...(once && { action: once }) }])
    },
    [dismiss],
  )
  const shown = useMemo(() => ({ toasts, dismiss, places, setPlaces }), [toasts, dismiss, places])
  return (
    <SayContext value={say}>
      <ShownContext value={shown}>
        {children}
        <ToastPlace />
      </ShownContext>
    </SayContext>
  )
}

/** A modal dialog that is no page of its own has one: what stands outside of it can be neither seen well nor pressed. */
export function ToastPlace() {
  const { t } = useLingui()
  const shown = use(ShownContext)
  const setPlaces = shown?.setPlaces
  const [place] = useState(() => ({}))
  useLayoutEffect(() => {
    setPlaces?.((before) => [...before, place])
    return () => setPlaces?.((before) => before.filter((other) => other !== place))
  }, [setPlaces, place])
  if (!shown) return null
  const { toasts, dismiss, places } = shown
  return (
    <ToastRegion
      dismissLabel={t`Dismiss`}
      label={t`Notes`}
      onDismiss={dismiss}
      toasts={places.at(-1) === place ? toasts : NONE}
    />
  )
}

const NONE: readonly Toast[] = []

/** Says that something was done, and how to undo it. What went wrong stands where it happened, not here. */
export function useToast(): Say {
  return use(SayContext)
}
