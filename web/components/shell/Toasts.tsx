import { useLingui } from '@lingui/react/macro'
import { createContext, use, useCallback, useState, type ReactNode } from 'react'
import { ToastRegion, type Toast } from '../../ui/ToastRegion.tsx'

type Say = (text: string, action?: Toast['action']) => void

const ToastContext = createContext<Say>(() => undefined)

/** Long enough to be read twice. */
const SHOWN_MS = 7_000

/** Short notes of what was done, over whatever page is open. */
export function Toasts({ children }: { children: ReactNode }) {
  const { t } = useLingui()
  const [toasts, setToasts] = useState<Toast[]>([])
  const dismiss = useCallback(
    (id: string) => setToasts((before) => before.filter((toast) => toast.id !== id)),
    [],
  )
  const say = useCallback<Say>(
    (text, action) => {
      const id = `${Date.now()} ${Math.random()}`
      const once = action && { ...action, onAction: () => (dismiss(id), action.onAction()) }
      setToasts((before) => [...before.slice(-2), { id, text, ...(once && { action: once }) }])
      setTimeout(dismiss, SHOWN_MS, id)
    },
    [dismiss],
  )
  return (
    <ToastContext value={say}>
      {children}
      <ToastRegion dismissLabel={t`Dismiss`} label={t`Notes`} onDismiss={dismiss} toasts={toasts} />
    </ToastContext>
  )
}

/** Says that something was done, and how to undo it. What went wrong stands where it happened, not here. */
export function useToast(): Say {
  return use(ToastContext)
}
