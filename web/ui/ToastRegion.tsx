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
  toasts: Toast[]
  onDismiss: (id: string) => void
}

/** Short notes at the lower edge, said politely. Render it always, so that its first note is heard too. */
export function ToastRegion({ label, dismissLabel, toasts, onDismiss }: ToastRegionProps) {
  return (
    <section
      aria-label={label}
      className="pointer-events-none fixed inset-x-0 bottom-0 z-10 grid justify-items-center gap-2 p-4"
    >
      <div aria-live="polite" aria-relevant="additions" className="contents">
        {toasts.map(({ id, text, action }) => (
          <div key={id} className="toast">
            <span className="grow py-2">{text}</span>
            {action && (
              <button
                type="button"
                className="min-h-(--control) rounded-md px-3 font-semibold underline underline-offset-4"
                onClick={action.onAction}
              >
                {action.name}
              </button>
            )}
            <IconButton
              icon="close"
              label={dismissLabel}
              className="text-inherit! hover:bg-transparent hover:opacity-80"
              onClick={() => onDismiss(id)}
            />
          </div>
        ))}
      </div>
    </section>
  )
}
