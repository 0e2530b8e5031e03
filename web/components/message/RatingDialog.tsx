import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState, type ReactNode } from 'react'
import { RatingReason } from '#wire/ratings.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { REASON_TEXTS } from './rating-texts.ts'
import { useRating } from './use-rating.ts'

interface RatingDialogProps {
  conversationId: string
  messageId: string
  onClose: () => void
}

/** What was wrong with an answer. Nothing of it has to be filled in. */
export function RatingDialog({ conversationId, messageId, onClose }: RatingDialogProps) {
  const { t } = useLingui()
  const form = useId()
  const { rating, rate, withdraw, isRunning, failure } = useRating(conversationId, messageId)
  const before = rating?.verdict === 'bad' ? rating : undefined
  const [reasons, setReasons] = useState<readonly RatingReason[]>(before?.reasons ?? [])
  const [comment, setComment] = useState(before?.comment ?? '')
  const [better, setBetter] = useState(before?.better ?? '')
  const [isShared, setIsShared] = useState(before?.isShared ?? false)

  async function send() {
    const words = { comment, better, isShared }
    if (await rate({ verdict: 'bad', reasons: [...reasons], ...words })) onClose()
  }
  return (
    <Dialog
      title={t`What was wrong with this answer?`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          {before && (
            <Button onClick={() => void withdraw().then((isDone) => isDone && onClose())}>
              <Trans>Withdraw my rating</Trans>
            </Button>
          )}
          <Button look="primary" type="submit" form={form} isBusy={isRunning}>
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="grid gap-4 text-sm text-ink"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <ReasonFields reasons={reasons} onChange={setReasons} />
        <Words label={t`In your own words, if you like`} value={comment} onChange={setComment} />
        <Words label={t`What would have been right?`} value={better} onChange={setBetter} />
        <Check isChecked={isShared} onChange={setIsShared}>
          <Trans>
            Those who look after the models may read what I wrote here, my question and the answer.
            Otherwise only the reasons are counted, without my name.
          </Trans>
        </Check>
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}

interface ReasonFieldsProps {
  reasons: readonly RatingReason[]
  onChange: (reasons: readonly RatingReason[]) => void
}

function ReasonFields({ reasons, onChange }: ReasonFieldsProps) {
  const { t } = useLingui()
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 font-medium">
        <Trans>Choose what fits</Trans>
      </legend>
      {RatingReason.options.map((reason) => (
        <Check
          key={reason}
          isChecked={reasons.includes(reason)}
          onChange={(isChecked) =>
            onChange(isChecked ? [...reasons, reason] : reasons.filter((one) => one !== reason))
          }
        >
          {t(REASON_TEXTS[reason])}
        </Check>
      ))}
    </fieldset>
  )
}

interface CheckProps {
  isChecked: boolean
  onChange: (isChecked: boolean) => void
  children: ReactNode
}

function Check({ isChecked, onChange, children }: CheckProps) {
  return (
    <label className="flex min-h-6 items-start gap-2 py-0.5">
      <input
        type="checkbox"
        className="mt-1 size-4 shrink-0"
        checked={isChecked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{children}</span>
    </label>
  )
}

interface WordsProps {
  label: string
  value: string
  onChange: (value: string) => void
}

function Words({ label, value, onChange }: WordsProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <textarea
        id={id}
        className="field min-h-20"
        dir="auto"
        maxLength={2_000}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}
