import { useState } from 'react'
import type { CommandPlace } from '../../state/commands.ts'
import { meantWords } from './selected-words.ts'
import { TranslateDialog, type Translated } from './TranslateDialog.tsx'

interface SelectionOverlayProps {
  onClose: () => void
  place: CommandPlace
}

/** What was marked on the page, in another language. */
export function SelectionOverlay({ onClose, place: { conversationId } }: SelectionOverlayProps) {
  const [what] = useState<Translated | null>(() => {
    const text = meantWords()
    if (text === null) return null
    const isTemporary = window.location.pathname === '/temporary'
    return { kind: 'text', text, isTemporary, ...(conversationId !== null && { conversationId }) }
  })
  return what && <TranslateDialog onClose={onClose} what={what} />
}
