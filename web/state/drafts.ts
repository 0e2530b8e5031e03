import type { KeyValueStorage } from './storage.ts'

/** A message that is not yet sent, and the key under which it is sent however often that is tried. */
export interface Draft {
  text: string
  idempotencyKey: string
}

/** Drafts by conversation; they outlive a reload. A changed text is another message, so it has another key. */
export function createDrafts(storage: KeyValueStorage, createKey: () => string) {
  const nameOf = (conversationId: string | null) => `draft.${conversationId ?? 'new'}`

  function get(conversationId: string | null): Draft {
    const [idempotencyKey = '', ...lines] = storage.get(nameOf(conversationId))?.split('\n') ?? []
    return { text: lines.join('\n'), idempotencyKey: idempotencyKey || createKey() }
  }

  function set(conversationId: string | null, text: string): void {
    storage.set(nameOf(conversationId), text === '' ? null : `${createKey()}\n${text}`)
  }

  return { get, set }
}

export type Drafts = ReturnType<typeof createDrafts>
