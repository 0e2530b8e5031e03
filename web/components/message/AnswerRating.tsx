import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, useState } from 'react'
import { IconButton } from '../../ui/IconButton.tsx'
import { Extra } from '../Extra.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useRights } from '../use-rights.ts'
import { useRating } from './use-rating.ts'

const RatingDialog = lazy(async () => ({
  default: (await import('./RatingDialog.tsx')).RatingDialog,
}))

/** Whether an answer was good: one press says it, a second one takes it back; why not is asked, never demanded. */
export function AnswerRating({ conversationId, messageId }: AnswerRatingProps) {
  const { t } = useLingui()
  const rights = useRights()
  const { rating, rate, withdraw, isRunning, failure } = useRating(conversationId, messageId)
  const [isAsking, setIsAsking] = useState(false)
  if (!rights.has('conversation.write')) return null
  return (
    <>
      <IconButton
        icon="thumb-up"
        label={t`Good answer`}
        aria-pressed={rating?.verdict === 'good'}
        disabled={isRunning}
        onClick={() => void (rating?.verdict === 'good' ? withdraw() : rate({ verdict: 'good' }))}
      />
      <IconButton
        icon="thumb-down"
        label={t`Bad answer`}
        aria-haspopup="dialog"
        aria-pressed={rating?.verdict === 'bad'}
        onClick={() => setIsAsking(true)}
      />
      <output className="sr-only">{rating && <Trans>Your rating is stored.</Trans>}</output>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {isAsking && (
        <Extra>
          <RatingDialog
            conversationId={conversationId}
            messageId={messageId}
            onClose={() => setIsAsking(false)}
          />
        </Extra>
      )}
    </>
  )
}

interface AnswerRatingProps {
  conversationId: string
  messageId: string
}
