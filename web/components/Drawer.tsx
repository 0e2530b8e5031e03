import { useLingui } from '@lingui/react/macro'
import { useLayoutEffect, useRef, type ReactNode } from 'react'
import { IconButton } from '../ui/IconButton.tsx'
import { ToastPlace } from './shell/Toasts.tsx'

interface DrawerProps {
  label: string
  onClose: () => void
  children: ReactNode
}

/** A list for which there is no room beside: a dialog that comes in from the side. */
export function Drawer({ label, onClose, children }: DrawerProps) {
  const { t } = useLingui()
  const dialog = useRef<HTMLDialogElement>(null)

  // Closed while it is still there, the browser gives the focus back to where it came from.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])

  return (
    // Escape does for the keyboard what a click beside the drawer does for the mouse.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      aria-label={label}
      className="drawer m-0 h-(--visible-height,100dvh) max-h-none w-[min(20rem,85vw)] max-w-none bg-sunken text-ink shadow-lg backdrop:bg-scrim"
      onClick={({ target }) => target === dialog.current && onClose()}
      onClose={onClose}
      ref={dialog}
    >
      {children}
      <IconButton
        className="absolute end-3 top-4"
        icon="close"
        label={t`Close the list`}
        onClick={onClose}
      />
      <ToastPlace />
    </dialog>
  )
}
