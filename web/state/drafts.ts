import { createStore, type Store } from './external-store.ts'
import type { KeyValueStorage } from './storage.ts'

/** A message that is not yet sent, and the key under which it is sent however often that is tried. */
export interface Draft {
  text: string
  idempotencyKey: string
}

/** Drafts by conversation (null: the one that is yet to come); they outlive a reload. */
export function createDrafts(storage: KeyValueStorage, createKey: () => string) {
  const drafts = new Map<string | null, Store<Draft>>()

  function of(conversationId: string | null): Store<Draft> {
    const draft = drafts.get(conversationId) ?? createStore(read(conversationId))
    drafts.set(conversationId, draft)
    return draft
  }

  function read(conversationId: string | null): Draft {
    const [idempotencyKey = '', ...lines] = storage.get(nameOf(conversationId))?.split('\n') ?? []
    return { text: lines.join('\n'), idempotencyKey: idempotencyKey || createKey() }
  }

  /** A changed text is another message, so it gets another key. */
  function set(conversationId: string | null, text: string): void {
    put(conversationId, { text, idempotencyKey: createKey() })
  }

  function put(conversationId: string | null, draft: Draft): void {
    of(conversationId).set(draft)
    const stored = draft.text === '' ? null : `${draft.idempotencyKey}\n${draft.text}`
    storage.set(nameOf(conversationId), stored)
  }

  return { of, set }
}

export type Drafts = ReturnType<typeof createDrafts>

function nameOf(conversationId: string | null): string {
  return `draft.${conversationId ?? 'new'}`
}
