import { Trans } from '@lingui/react/macro'
import { useStore } from '../../state/external-store.ts'
import { Button } from '../../ui/Button.tsx'
import { useApp } from '../app-context.ts'
import { goToStep, tourStep } from './tour-state.ts'

/** Offers the tour to whoever has neither seen it nor declined it. Nothing waits for it. */
export function TourInvitation() {
  const { overlay } = useApp()
  const step = useStore(tourStep)
  if (step === null) return null
  return (
    <div className="mt-6 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-line bg-surface px-4 py-3 text-sm">
      <p className="min-w-56 flex-1 text-ink-muted">
        {step === 0 ? (
          <Trans>
            New here? In five minutes: what an AI can do, what it cannot, and who decides.
          </Trans>
        ) : (
          <Trans>You have begun the tour of what an AI can and cannot do.</Trans>
        )}
      </p>
      <span className="flex flex-wrap gap-2">
        <Button onClick={() => overlay.set('tour')}>
          {step === 0 ? <Trans>Take the tour</Trans> : <Trans>Go on with the tour</Trans>}
        </Button>
        <Button look="bare" onClick={() => goToStep(null)}>
          <Trans>No, thanks</Trans>
        </Button>
      </span>
    </div>
  )
}
