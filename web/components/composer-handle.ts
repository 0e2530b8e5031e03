import type { ModelInfo } from '#wire/models.ts'
import type { Draft, OutgoingMessage } from '../state/drafts.ts'

/** Where the skip link leads, and the focus after a choice that fills the field. */
export const MESSAGE_FIELD_ID = 'message'

/** What stands in the composer's places gets this: the draft, and what may be done to it. */
export interface ComposerHandle {
  /** Null: a conversation that is yet to come. */
  conversationId: string | null
  draft: Draft
  change: (changed: Partial<OutgoingMessage>) => void
  /** Puts text where the cursor is, or in place of a range, as if it had been typed: the browser's undo takes it back. */
  insert: (text: string, range?: { start: number; end: number }) => void
  /** Files, dropped, pasted or picked, that nobody has taken yet. */
  offered: readonly File[]
  offer: (files: readonly File[]) => void
  /** Gives what was offered, once. */
  takeOffered: () => readonly File[]
  /** Whoever stands in a place may keep the message from being sent, and says why; null: no more. */
  hold: (reason: string | null) => void
  /** A long text that has just been pasted, as it stands in the field; null: none. */
  pasted: string | null
  notePaste: (text: string | null) => void
  model: ModelInfo | undefined
  /** Of the conversation; null: none. */
  presetId: string | null
  /** With its model, where it has one of its own; null: none any more. */
  choosePreset: (presetId: string | null, modelId: string | null) => void
}
