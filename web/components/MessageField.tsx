import { useLayoutEffect, useRef, type ComponentProps, type KeyboardEvent } from 'react'
import { isSendKey } from './send-key.ts'
import { TOUCH, useMedia } from './use-media.ts'

interface MessageFieldProps extends Omit<
  ComponentProps<'textarea'>,
  'onChange' | 'onCancel' | 'value' | 'ref'
> {
  value: string
  onText: (text: string) => void
  onSend: () => void
  /** On Escape. */
  onCancel?: () => void
  /** On the arrow up, where nothing is written yet. */
  onRecall?: () => void
}

/** A text field that grows with its text and sends on Enter, where Enter means that. */
export function MessageField({
  value,
  onText,
  onSend,
  onCancel,
  onRecall,
  className = '',
  ...rest
}: MessageFieldProps) {
  const isTouch = useMedia(TOUCH)
  const field = useRef<HTMLTextAreaElement>(null)

  useLayoutEffect(() => {
    if (field.current && !CSS.supports('field-sizing', 'content')) fitHeight(field.current)
  })

  return (
    <textarea
      className={`block max-h-[40dvh] min-h-12 w-full resize-none [field-sizing:content] bg-transparent ${className}`}
      dir="auto"
      enterKeyHint={isTouch ? 'enter' : 'send'}
      onChange={({ target }) => onText(target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.nativeEvent.isComposing) onCancel?.()
        if (value === '' && isArrowUp(event)) onRecall?.()
        if (!isSendKey(event.nativeEvent, isTouch)) return
        event.preventDefault()
        onSend()
      }}
      ref={field}
      rows={1}
      value={value}
      {...rest}
    />
  )
}

function isArrowUp({ key, shiftKey, altKey, ctrlKey, metaKey, nativeEvent }: KeyboardEvent) {
  const isAlone = !shiftKey && !altKey && !ctrlKey && !metaKey && !nativeEvent.isComposing
  return key === 'ArrowUp' && isAlone
}

/** For browsers without `field-sizing`. */
function fitHeight(field: HTMLTextAreaElement): void {
  field.style.height = 'auto'
  field.style.height = `${field.scrollHeight}px`
}
