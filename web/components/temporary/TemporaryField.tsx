import { useLingui } from '@lingui/react/macro'
import { useState, type ReactNode } from 'react'
import type { ModelInfo } from '#wire/models.ts'
import type { ModelRefusal } from '../../state/models.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { useFocusOnArrival } from '../Composer.tsx'
import { MESSAGE_FIELD_ID } from '../composer-handle.ts'
import { MessageField } from '../MessageField.tsx'
import { useSendObstacle } from '../use-send-obstacle.ts'

interface TemporaryFieldProps {
  model: ModelInfo | undefined
  refusal: ModelRefusal | undefined
  isAnswering: boolean
  onSend: (text: string) => void
  onStop: () => void
  children: ReactNode
}

/** Where one writes what is stored nowhere: the text is in the memory of the page alone. */
export function TemporaryField(props: TemporaryFieldProps) {
  const { model, refusal, isAnswering, onSend, onStop, children } = props
  const { t } = useLingui()
  const [text, setText] = useState('')
  const obstacle = useSendObstacle(text, model, refusal)
  useFocusOnArrival('temporary')
  const isBlocked = text.trim() === '' || obstacle !== null

  function send() {
    if (isBlocked || isAnswering) return
    onSend(text)
    setText('')
  }

  return (
    <form
      className="mx-auto w-full max-w-(--measure) px-4 pb-[max(0.75rem,env(safe-area-inset-bottom))]"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div className="rounded-xl border border-dashed border-line-strong bg-raised p-2 shadow-md focus-within:border-sea focus-within:ring-2 focus-within:ring-sea/25 forced-colors:focus-within:outline-2">
        <MessageField
          aria-describedby="temporary-note"
          aria-label={t`Your message, which is not stored`}
          autoComplete="off"
          className="px-3 py-2.5 outline-none placeholder:text-ink-faint"
          id={MESSAGE_FIELD_ID}
          onSend={send}
          onText={setText}
          placeholder={t`Ask in your own language`}
          value={text}
        />
        <div className="flex items-center justify-between gap-2 ps-1">
          <div className="min-w-0">{children}</div>
          {isAnswering ? (
            <IconButton icon="stop" label={t`Stop the answer`} onClick={onStop} />
          ) : (
            <IconButton
              aria-disabled={isBlocked}
              className="bg-sea text-on-sea! hover:bg-sea-hover aria-disabled:bg-pressed aria-disabled:text-ink-faint!"
              icon="send"
              label={t`Send`}
              type="submit"
            />
          )}
        </div>
      </div>
      <output className="block px-3 pt-2 text-center text-xs text-ink-faint empty:hidden">
        {obstacle}
      </output>
    </form>
  )
}
