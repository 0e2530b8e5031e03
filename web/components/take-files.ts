import type { ClipboardEvent, DragEvent } from 'react'

/** What a form does with files that are dropped on it or pasted into it; anything else stays the field's. */
export function takeFiles(offer: (files: readonly File[]) => void) {
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
    onPaste: (event: ClipboardEvent) => take(event, event.clipboardData),
  }
}
