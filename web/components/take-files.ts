import type { ClipboardEvent, DragEvent } from 'react'
import type { ComposerHandle } from './composer-handle.ts'

/** A text of two pages or more is rather a file. */
const LONG = 4_000

/** What a form does with files that are dropped on it or pasted into it; anything else stays the field's. */
export function takeFiles({ offer, notePaste }: Pick<ComposerHandle, 'offer' | 'notePaste'>) {
  const take = (event: DragEvent | ClipboardEvent, { files }: DataTransfer) => {
    if (files.length === 0) return
    event.preventDefault()
    offer([...files])
  }
  return {
    onDragOver(event: DragEvent) {
      if (event.dataTransfer.types.includes('Files')) event.preventDefault()
    },
    onDrop: (event: DragEvent) => take(event, event.dataTransfer),
    onPaste(event: ClipboardEvent) {
      take(event, event.clipboardData)
      // As a field writes it.
      const text = event.clipboardData.getData('text/plain').replaceAll(/\r\n?/g, '\n')
      if (!event.defaultPrevented && text.length >= LONG) notePaste(text)
    },
  }
}
