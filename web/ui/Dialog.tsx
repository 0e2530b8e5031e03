import { type MouseEvent, type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { IconButton } from './IconButton.tsx'

interface DialogProps {
  title: string
  closeLabel: string
  onClose: () => void
  children: ReactNode
  /** The buttons below. */
  actions?: ReactNode
  /** A question that must be answered: nothing but a button or Escape closes it. */
  isAlert?: boolean
  /** Room for code; a narrow window gives what it has. */
  size?: 'usual' | 'wide'
}

/** The browser's own modal dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog(props: DialogProps) {
  const { title, closeLabel, onClose, children, actions, isAlert = false, size = 'usual' } = props
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()

  // Before the element goes, not after: only then the browser gives the focus back.
  useLayoutEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    if (dialog && !isAlert) focusWithin(dialog, `${id}-body`)
    return () => dialog?.close()
  }, [id, isAlert])

  function closeOutside(event: MouseEvent) {
    if (!isAlert && event.target === element.current) onClose()
  }

  return (
    // Escape does for the keyboard what a click beside the dialog does for the mouse.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={element}
      {...(isAlert && { role: 'alertdialog', 'aria-describedby': `${id}-body` })}
      aria-labelledby={id}
      className={`m-auto max-h-[calc(100dvh-2rem)] w-[calc(100%-2rem)] ${size === 'wide' ? 'max-w-3xl' : 'max-w-md'} overflow-y-auto rounded-xl border border-line bg-raised text-ink shadow-lg backdrop:bg-scrim`}
      onClick={closeOutside}
      onCancel={onClose}
      onClose={onClose}
    >
      <div className="grid gap-4 p-6">
        <div className="flex items-start justify-between gap-4">
          <h2 className="font-display text-xl text-balance outline-none" id={id} tabIndex={-1}>
            {title}
          </h2>
          {!isAlert && (
            <IconButton icon="close" label={closeLabel} className="-me-2 -mt-1" onClick={onClose} />
          )}
        </div>
        <div id={`${id}-body`} className="min-w-0 [overflow-wrap:anywhere] text-ink-muted">
          {children}
        </div>
        {actions !== undefined && (
          <div className="flex flex-wrap justify-end gap-2 pt-2">{actions}</div>
        )}
      </div>
    </dialog>
  )
}

const FIELD = 'input:not([type=hidden], :disabled), select:not(:disabled), textarea:not(:disabled)'

/**
 * The browser would begin at the button that closes. Where something is to be filled in, one begins there, unless a finger's
 * keyboard would cover what is asked; else at the title. What asks for the focus itself (`autoFocus`) has it already.
 */
function focusWithin(dialog: HTMLDialogElement, bodyId: string): void {
  const body = dialog.querySelector(`[id="${bodyId}"]`)
  if (body?.contains(document.activeElement)) return
  const isTouch = window.matchMedia('(pointer: coarse)').matches
  const field = isTouch ? null : body?.querySelector<HTMLElement>(FIELD)
  const first = field ?? dialog.querySelector<HTMLElement>('h2')
  first?.focus({ preventScroll: true })
}
