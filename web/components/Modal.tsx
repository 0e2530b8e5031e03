import { useLingui } from '@lingui/react/macro'
import { useId, useLayoutEffect, useRef, type MouseEvent, type ReactNode } from 'react'
import { IconButton } from './IconButton.tsx'

interface ModalProps {
  title: string
  onClose: () => void
  children: ReactNode
  className?: string
}

/** The browser's own dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function Modal({ title, onClose, children, className = 'max-w-md' }: ModalProps) {
  const { t } = useLingui()
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()

  // Closed while it is still there, the browser gives the focus back to where it came from.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])

  function closeOnBackdrop(event: MouseEvent) {
    if (event.target === dialog.current) onClose()
  }

  return (
    // Escape does for the keyboard what a click beside the dialog does for the mouse.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      aria-labelledby={titleId}
      className={`m-auto max-h-[min(46rem,calc(var(--visible-height,100dvh)-2rem))] w-[calc(100%-2rem)] overflow-y-auto rounded-xl border border-line bg-surface text-ink shadow-lg backdrop:bg-scrim ${className}`}
      onCancel={onClose}
      onClick={closeOnBackdrop}
      onClose={onClose}
      ref={dialog}
    >
      <div className="p-6">
        <div className="mb-4 flex items-start justify-between gap-4">
          <h2 className="font-display text-xl text-balance" id={titleId}>
            {title}
          </h2>
          <IconButton className="-me-2 -mt-1" icon="close" label={t`Close`} onClick={onClose} />
        </div>
        {children}
      </div>
    </dialog>
  )
}
