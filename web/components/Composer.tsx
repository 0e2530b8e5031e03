import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useEffect, useId, useRef, type ReactNode } from 'react'
import type { Classification } from '#wire/classification.ts'
import type { OutgoingMessage } from '../state/drafts.ts'
import { Icon } from '../ui/Icon.tsx'
import type { ModelRefusal } from '../state/models.ts'
import { useApp } from './app-context.ts'
import { MESSAGE_FIELD_ID, type ComposerHandle } from './composer-handle.ts'
import { ComposerTools } from './ComposerTools.tsx'
import { Soon } from './Extra.tsx'
import { MessageField } from './MessageField.tsx'
import { SendFailure } from './SendFailure.tsx'
import { usePreview } from './screening/use-preview.ts'
import { useComposer, type ComposerSetting } from './use-composer.ts'
import { takeFiles } from './take-files.ts'
import { useLimits } from './use-limits.tsx'
import { TOUCH, useMedia } from './use-media.ts'
import { useSendObstacle } from './use-send-obstacle.ts'
import { useTask } from './use-task.ts'

/** Only where there is something to tell. */
const ScreeningNotice = lazy(async () => ({
  default: (await import('./screening/ScreeningNotice.tsx')).ScreeningNotice,
}))

const MessageTray = lazy(async () => ({
  default: (await import('./composing/MessageTray.tsx')).MessageTray,
}))

const DictateButton = lazy(async () => ({
  default: (await import('./composing/DictateButton.tsx')).DictateButton,
}))

interface ComposerProps extends ComposerSetting {
  /** Why the model may not be used for a conversation of this class. */
  refusal?: ModelRefusal | undefined
  /** Null: not known yet. */
  classification?: Classification | null
  /** Resolves once the server has the message; the field keeps what is in it until then. */
  onSend: (message: OutgoingMessage, idempotencyKey: string) => Promise<void>
  /** Has the message wait for the answer that is being written. */
  onQueue?: (message: OutgoingMessage, idempotencyKey: string) => Promise<void>
  /** There while an answer is being written. */
  onStop?: (() => Promise<void>) | undefined
  /** Who answers; stands at the field's lower edge. */
  children?: ReactNode
}

export function Composer(props: ComposerProps) {
  const { conversationId, model, refusal, classification = null, onStop, children } = props
  const { t } = useLingui()
  const { drafts } = useApp()
  const isTouch = useMedia(TOUCH)
  const { composer, held } = useComposer(props)
  const { text, idempotencyKey, ...rest } = composer.draft
  const obstacle = useSendObstacle(text, model, refusal) ?? held
  const previewed = usePreview(text, model?.id, classification)
  const { run, isRunning, failure } = useTask()
  const limits = useLimits(composer, onStop !== undefined)
  const hintId = useId()
  useFocusOnArrival(conversationId)
  const isEmpty = text.trim() === '' && rest.attachmentIds.length === 0

  async function send() {
    const deliver = onStop ? props.onQueue : props.onSend
    if (isEmpty || obstacle !== null || !deliver) return focusMessageField()
    if (await run(() => deliver({ text, ...rest }, idempotencyKey))) drafts.clear(conversationId)
  }

  return (
    // No form: dialogs with forms of their own stand in its places.
    <div
      className="isolate mx-auto w-full max-w-(--measure) px-4 pb-[max(0.75rem,env(safe-area-inset-bottom))]"
      {...takeFiles(composer)}
    >
      <SendFailure failure={failure} />
      {previewed && (
        <Suspense fallback={null}>
          <ScreeningNotice {...previewed} />
        </Suspense>
      )}
      <div className="relative rounded-xl border border-line-strong bg-raised p-2 shadow-md transition-colors focus-within:border-sea focus-within:ring-2 focus-within:ring-sea/25 forced-colors:focus-within:outline-2">
        <Soon>
          <MessageTray composer={composer} />
        </Soon>
        <MessageField
          aria-busy={isRunning}
          aria-describedby={hintId}
          aria-label={t`Your message`}
          className="px-3 py-2.5 outline-none placeholder:text-ink-faint"
          id={MESSAGE_FIELD_ID}
          onRecall={editLastMessage}
          onSend={() => void send()}
          onText={(next) => drafts.set(conversationId, next)}
          placeholder={t`Ask in your own language`}
          readOnly={isRunning}
          value={text}
        />
        <div className="flex items-center justify-between gap-2 ps-1">
          <ComposerTools composer={composer}>{children}</ComposerTools>
          <Buttons
            composer={composer}
            isBlocked={isEmpty || obstacle !== null}
            isEmpty={isEmpty}
            onSend={() => void send()}
            onStop={onStop}
          />
        </div>
      </div>
      <p className="px-3 pt-2 text-center text-xs text-ink-faint empty:hidden" id={hintId}>
        {limits}
        {obstacle ??
          (isTouch ? null : <Trans>Enter sends, Shift + Enter starts a new line.</Trans>)}
      </p>
    </div>
  )
}

interface ButtonsProps {
  composer: ComposerHandle
  isEmpty: boolean
  isBlocked: boolean
  onSend: () => void
  onStop: ComposerProps['onStop']
}

function Buttons({ composer, isEmpty, isBlocked, onSend, onStop }: ButtonsProps) {
  return (
    <div className="flex gap-1">
      <Soon>
        <DictateButton composer={composer} />
      </Soon>
      {onStop && <StopButton onStop={onStop} />}
      {!(onStop && isEmpty) && (
        <SendButton isBlocked={isBlocked} isLater={onStop !== undefined} onSend={onSend} />
      )}
    </div>
  )
}

interface SendButtonProps {
  isBlocked: boolean
  /** It waits for the answer that is being written. */
  isLater: boolean
  onSend: () => void
}

function SendButton({ isBlocked, isLater, onSend }: SendButtonProps) {
  const { t } = useLingui()
  const label = isLater ? t`Send after this answer` : t`Send`
  return (
    <button
      aria-disabled={isBlocked}
      aria-label={label}
      className="grid size-(--control) shrink-0 place-items-center rounded-lg bg-sea text-on-sea transition-colors hover:bg-sea-hover aria-disabled:bg-pressed aria-disabled:text-ink-faint"
      onClick={onSend}
      title={label}
      type="button"
    >
      <Icon name="send" size={20} />
    </button>
  )
}

function StopButton({ onStop }: { onStop: () => Promise<void> }) {
  const { t } = useLingui()
  const { run, isRunning } = useTask()
  return (
    <button
      aria-busy={isRunning}
      aria-label={t`Stop the answer`}
      className="grid size-(--control) shrink-0 place-items-center rounded-lg bg-ink text-canvas transition-opacity hover:opacity-85"
      onClick={() => void run(onStop).then(returnToField)}
      title={t`Stop the answer`}
      type="button"
    >
      <Icon name="stop" size={20} />
    </button>
  )
}

/** On a keyboard's machine one can write at once; on a phone the focus would throw up its keyboard. */
export function useFocusOnArrival(conversationId: string | null): void {
  const isTouch = useMedia(TOUCH)
  const arrivedAt = useRef<string | null | undefined>(undefined)
  useEffect(() => {
    if (isTouch || arrivedAt.current === conversationId) return
    arrivedAt.current = conversationId
    focusMessageField()
  }, [conversationId, isTouch])
}

/** Opens the last message of one's own, as terminals and messengers do. */
function editLastMessage(): void {
  const buttons = document.querySelectorAll<HTMLElement>('[data-edits]')
  buttons[buttons.length - 1]?.click()
}

/** Where what had the focus has gone. On a touch screen it is left: its keyboard would come up for nothing. */
export function returnToField(): void {
  if (!window.matchMedia(TOUCH).matches) requestAnimationFrame(focusMessageField)
}

/** Puts the focus into the field, with the cursor behind what is written there. */
export function focusMessageField(): void {
  const field = document.querySelector<HTMLTextAreaElement>(`#${MESSAGE_FIELD_ID}`)
  field?.focus()
  field?.setSelectionRange(field.value.length, field.value.length)
}
