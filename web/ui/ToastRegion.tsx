import { useEffect, useState, type FocusEvent } from 'react'
import { IconButton } from './IconButton.tsx'

export interface Toast {
  id: string
  text: string
  /** At most one: what undoes or follows it. */
  action?: { name: string; onAction: () => void }
}

interface ToastRegionProps {
  label: string
  dismissLabel: string
  toasts: readonly Toast[]
  onDismiss: (id: string) => void
}

/** Long enough to be read twice; where something can be done, to reach it by keyboard as well. */
const SHOWN_MS = 6_000
const WITH_ACTION_MS = 12_000

/**
 * Short notes below the upper edge, where they cover nothing that one writes or presses, said politely. They stay for as long
 * as the pointer or the focus is on one. Render it always, so that its first note is heard too.
 */
export function ToastRegion({ label, dismissLabel, toasts, onDismiss }: ToastRegionProps) {
  const [isHeld, setIsHeld] = useState(false)
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) =>
    setIsHeld(currentTarget.contains(relatedTarget))
  // What is pressed here goes, and takes the focus with it.
  const pressed = (onPress: () => void) => () => {
    setIsHeld(false)
    onPress()
  }
  useEffect(() => {
    if (isHeld) return undefined
    const timers = toasts.map(({ id, action }) =>
      setTimeout(onDismiss, action ? WITH_ACTION_MS : SHOWN_MS, id),
    )
    return () => timers.forEach(clearTimeout)
  }, [isHeld, toasts, onDismiss])
  return (
    // Whoever points at one, or has reached it, is reading it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      aria-label={label}
      className="toasts"
      onBlur={onBlur}
      onFocus={() => setIsHeld(true)}
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
    >
      <div aria-live="polite" aria-relevant="additions" className="contents">
        {toasts.map(({ id, text, action }) => (
          <div key={id} className="toast">
            <span className="grow py-2">{text}</span>
            {action && (
              <button
                type="button"
                className="min-h-(--control) rounded-md px-3 font-semibold underline underline-offset-4"
                onClick={pressed(action.onAction)}
              >
                {action.name}
              </button>
            )}
            <IconButton
              icon="close"
              label={dismissLabel}
              className="text-inherit! hover:bg-transparent hover:opacity-80"
              onClick={pressed(() => onDismiss(id))}
            />
          </div>
        ))}
      </div>
    </section>
  )
}
