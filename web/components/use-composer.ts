import { useRef, useState } from 'react'
import type { ModelInfo } from '#wire/models.ts'
import { useStore } from '../state/external-store.ts'
import { useApp } from './app-context.ts'
import { MESSAGE_FIELD_ID, type ComposerHandle } from './composer-handle.ts'

export interface ComposerSetting {
  /** Null: a conversation that is yet to come. */
  conversationId: string | null
  model: ModelInfo | undefined
  /** Of the conversation; null: none. */
  presetId?: string | null
  onPreset: ComposerHandle['choosePreset']
}

/** The draft of a conversation, and what the composer's places may do to it. `held`: why it cannot be sent yet. */
export function useComposer({
  conversationId,
  model,
  presetId = null,
  onPreset,
}: ComposerSetting): { composer: ComposerHandle; held: string | null } {
  const { drafts } = useApp()
  const draft = useStore(drafts.of(conversationId))
  const [held, hold] = useState<string | null>(null)
  const [pasted, notePaste] = useState<string | null>(null)
  const [offered, setOffered] = useState<readonly File[]>([])
  // Whoever takes them must not find them again before the next drawing.
  const waiting = useRef<readonly File[]>([])

  function put(files: readonly File[]): void {
    waiting.current = files
    setOffered(files)
  }

  const composer: ComposerHandle = {
    conversationId,
    draft,
    model,
    presetId,
    choosePreset: onPreset,
    change: (changed) => drafts.change(conversationId, changed),
    insert: insertText,
    offered,
    offer: (files) => put([...waiting.current, ...files]),
    takeOffered() {
      const taken = waiting.current
      if (taken.length > 0) put([])
      return taken
    },
    hold,
    pasted,
    notePaste,
  }
  return { composer, held }
}

/** As if it had been typed: only so the browser's own undo takes it back. */
function insertText(text: string, range?: { start: number; end: number }): void {
  const field = document.querySelector<HTMLTextAreaElement>(`#${MESSAGE_FIELD_ID}`)
  if (!field) return
  field.focus()
  if (range) field.setSelectionRange(range.start, range.end)
  // Deprecated, and still the only way that keeps the history of the field.
  const isDone = document.execCommand(text === '' ? 'delete' : 'insertText', false, text)
  if (isDone) return
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end')
  field.dispatchEvent(new InputEvent('input', { bubbles: true }))
}
