import { Trans, useLingui } from '@lingui/react/macro'
import { useRef } from 'react'
import { useStore } from '../../state/external-store.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import type { OverlayProps } from '../help/OpenOverlay.tsx'
import { STEPS } from './steps.ts'
import { goToStep, tourStep } from './tour-state.ts'

/** The tour: a few short pages. It can be closed at any of them, and goes on there. */
export function Tour({ onClose, place }: OverlayProps) {
  const { t } = useLingui()
  const at = useStore(tourStep) ?? 0
  const heading = useRef<HTMLHeadingElement>(null)
  const step = STEPS[at]
  const number = at + 1
  const count = STEPS.length
  const isLast = number === count
  // A screen reader is told of each page as of a new one.
  function go(to: number) {
    goToStep(to)
    heading.current?.focus()
  }

  function end(path?: string) {
    goToStep(null)
    onClose()
    if (path !== undefined) place.navigate(path)
  }

  if (!step) return null
  return (
    <Dialog
      actions={
        <>
          {at > 0 && (
            <Button onClick={() => go(at - 1)}>
              <Trans>Back</Trans>
            </Button>
          )}
          {isLast && (
            <Button onClick={() => end('/course')}>
              <Trans>Go to the course</Trans>
            </Button>
          )}
          <Button look="primary" onClick={() => (isLast ? end() : go(number))}>
            {isLast ? <Trans>Start working</Trans> : <Trans>Next</Trans>}
          </Button>
        </>
      }
      closeLabel={t`Close; you can go on later`}
      onClose={onClose}
      title={t`Working with an AI`}
    >
      <p className="mb-1 text-sm text-ink-faint">
        <Trans>
          {number} of {count}
        </Trans>
      </p>
      <h3 className="mb-2 font-display text-lg text-ink outline-none" ref={heading} tabIndex={-1}>
        {t(step.title)}
      </h3>
      <p className="mb-4">{t(step.text)}</p>
      <p className="border-s-2 border-buoy ps-4 text-sm">{t(step.hint)}</p>
    </Dialog>
  )
}
