import { Trans } from '@lingui/react/macro'
import { useId } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../ui/Button.tsx'

/** What was chosen; `id` null: none was better. */
export interface Chosen {
  id: string | null
}

interface ChoiceBarProps {
  conversationId: string
  /** Null: nothing was chosen yet. */
  chosen: Chosen | null
  /** All answers are written. */
  isOver: boolean
  isBusy: boolean
  onNone: () => void
}

/** Below the answers: that none is better, or how it goes on. */
export function ChoiceBar({ conversationId, chosen, isOver, isBusy, onNone }: ChoiceBarProps) {
  const [, navigate] = useLocation()
  return (
    <div aria-live="polite" className="flex flex-wrap items-center gap-3">
      {chosen === null ? (
        <Button disabled={!isOver} isBusy={isBusy} onClick={onNone}>
          <Trans>None is better</Trans>
        </Button>
      ) : (
        <>
          <p>
            {chosen.id === null ? (
              <Trans>Thank you: none of them was better.</Trans>
            ) : (
              <Trans>Thank you. The conversation goes on with the answer that you chose.</Trans>
            )}
          </p>
          <Button
            icon="conversation"
            look="primary"
            onClick={() => navigate(`/c/${conversationId}`)}
          >
            <Trans>Go on</Trans>
          </Button>
        </>
      )}
    </div>
  )
}

interface TextWishProps {
  isGiven: boolean
  onGive: (isGiven: boolean) => void
}

/** Whether the words may be read by whoever evaluates models. */
export function TextWish({ isGiven, onGive }: TextWishProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-2 text-sm">
      <input
        checked={isGiven}
        className="mt-1"
        id={id}
        onChange={({ target }) => onGive(target.checked)}
        type="checkbox"
      />
      <label className="max-w-(--measure)" htmlFor={id}>
        <Trans>
          My organisation may read this question and these answers to find out which models serve it
          best. Otherwise it learns only which one I chose.
        </Trans>
      </label>
    </div>
  )
}
