import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useId, useState } from 'react'
import type { Classification } from '#wire/classification.ts'
import { Destination, type ScreeningPreview } from '#wire/screening.ts'
import type { ScreeningClient } from '#sdk/screening.ts'
import { FailureNotice } from '../../FailureNotice.tsx'
import { ScreenedText } from '../../screening/ScreenedText.tsx'
import { useTask } from '../../use-task.ts'
import { Button } from '../../../ui/Button.tsx'
import { Select } from '../../../ui/Select.tsx'
import { DESTINATION_NAMES } from './ChoiceTable.tsx'

interface TryBoxProps {
  client: ScreeningClient
  classification: Classification
  /** Asks the model for names as well. */
  withNameModel: boolean
}

/** Shows what would become of a text. It is not kept. */
export function TryBox({ client, classification, withNameModel }: TryBoxProps) {
  const { t, i18n } = useLingui()
  const id = useId()
  const [text, setText] = useState('')
  const [destination, setDestination] = useState<Destination>('other')
  const [tried, setTried] = useState<{ text: string; preview: ScreeningPreview }>()
  const { run, isRunning, failure } = useTask()
  const look = () =>
    run(async () => {
      const preview = await client.previewScreening({
        text,
        classification,
        destination,
        withNameModel,
      })
      setTried({ text, preview })
    })
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <div className="grid content-start gap-3">
        <div className="grid gap-1.5 text-sm">
          <label className="font-medium" htmlFor={id}>
            <Trans>A text</Trans>
          </label>
          <textarea
            className="field min-h-32"
            dir="auto"
            id={id}
            onChange={(event) => setText(event.target.value)}
            placeholder={t`My BSN is 123456782, write to jane@example.org`}
            value={text}
          />
        </div>
        <div className="flex flex-wrap items-end gap-3">
          <Select
            className="min-w-52"
            label={t`Sent to`}
            onChange={(event) => setDestination(Destination.parse(event.target.value))}
            options={Destination.options.map((value) => ({
              value,
              name: i18n._(DESTINATION_NAMES[value]),
            }))}
            value={destination}
          />
          <Button isBusy={isRunning} look="primary" onClick={() => void look()}>
            <Trans>Show what would leave</Trans>
          </Button>
        </div>
        {failure && (
          <FailureNotice
            code={failure.code}
            detail={failure.message}
            requestId={failure.requestId}
          />
        )}
      </div>
      <div aria-live="polite" className="grid content-start gap-2 text-sm">
        {tried && <Outcome {...tried} />}
      </div>
    </div>
  )
}

function Outcome({ text, preview }: { text: string; preview: ScreeningPreview }) {
  const { findings, isBlocked } = preview
  return (
    <>
      <p className="font-medium">
        {isBlocked ? (
          <Trans>Nothing leaves: this is not sent.</Trans>
        ) : findings.length === 0 ? (
          <Trans>Nothing was found: it leaves as it is.</Trans>
        ) : (
          <Plural
            value={findings.length}
            one="# finding. The model gets:"
            other="# findings. The model gets:"
          />
        )}
      </p>
      <ScreenedText preview={preview} text={text} />
    </>
  )
}
