import { createStore, type Store } from './external-store.ts'
import type { KeyValueStorage } from './storage.ts'

/** What a message is made of before it is sent. */
export interface OutgoingMessage {
  text: string
  /** Files that are uploaded already, in their order. */
  attachmentIds: readonly string[]
  /** Who answers this one message; null: whoever answers the conversation. */
  modelId: string | null
  /** What a conversation that is yet to come begins every answer with; null: nothing. */
  presetId: string | null
  /** In which language it is answered, BCP 47; null: as the conversation and the message have it. */
  replyLang: string | null
}

/** A message that is not yet sent, and the key under which it is sent however often that is tried. */
export interface Draft extends OutgoingMessage {
  idempotencyKey: string
}

const EMPTY: OutgoingMessage = {
  text: '',
  attachmentIds: [],
  modelId: null,
  presetId: null,
  replyLang: null,
}

const START = 'draft.'

/** Drafts by conversation (null: the one that is yet to come); they outlive a reload, and other tabs have them too. */
export function createDrafts(storage: KeyValueStorage, createKey: () => string) {
  const drafts = new Map<string | null, Store<Draft>>()

  function of(conversationId: string | null): Store<Draft> {
    const draft = drafts.get(conversationId) ?? createStore(read(conversationId))
    drafts.set(conversationId, draft)
    return draft
  }

  function read(conversationId: string | null): Draft {
    return { ...EMPTY, idempotencyKey: createKey(), ...parse(storage.get(nameOf(conversationId))) }
  }

  /** A changed message is another message, so it gets another key. */
  function change(conversationId: string | null, changed: Partial<OutgoingMessage>): void {
    const draft = { ...of(conversationId).get(), ...changed, idempotencyKey: createKey() }
    of(conversationId).set(draft)
    const { text, attachmentIds, modelId, presetId, replyLang } = draft
    const isPlain = (modelId ?? presetId ?? replyLang) === null
    const isEmpty = text === '' && attachmentIds.length === 0 && isPlain
    storage.set(nameOf(conversationId), isEmpty ? null : JSON.stringify(draft))
  }

  return {
    of,
    change,
    set: (conversationId: string | null, text: string) => change(conversationId, { text }),
    clear: (conversationId: string | null) => change(conversationId, EMPTY),
    /** Another tab has changed what is stored under the name; null: all of it may be gone. */
    follow(name: string | null): void {
      for (const [conversationId, draft] of drafts) {
        if (name === null || name.endsWith(nameOf(conversationId))) draft.set(read(conversationId))
      }
    },
  }
}

/** A message as the server takes it. */
export function toSent(message: OutgoingMessage, interfaceLang: string) {
  const { text, attachmentIds, modelId, replyLang } = message
  return {
    text,
    ...(attachmentIds.length > 0 && { attachmentIds: [...attachmentIds] }),
    ...(modelId !== null && { modelId }),
    ...(replyLang !== null && { replyLang }),
    interfaceLang,
  }
}

export type Drafts = ReturnType<typeof createDrafts>

/** What is not of ours is as if it were not there. */
function parse(stored: string | null): Partial<Draft> | null {
  try {
    const found: unknown = JSON.parse(stored ?? 'null')
    return isDraft(found) ? found : null
  } catch {
    return null
  }
}

function isDraft(found: unknown): found is Draft {
  const { text, attachmentIds } = (found ?? {}) as Partial<Draft>
  return typeof text === 'string' && Array.isArray(attachmentIds)
}

function nameOf(conversationId: string | null): string {
  return `${START}${conversationId ?? 'new'}`
}
