import type { AnswerProposal } from '#wire/around-answers.ts'
import type {
  AssistantSettings,
  CreateMemory,
  Memory,
  MemoryList,
  Preferences,
  UpdatePreferences,
} from '#wire/preferences.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { createId, isId } from '#server/lib/ids.ts'
import type { ProposalsStore } from './proposals-store.ts'
import { MAX_MEMORIES, type KeptMemory, type PersonalStore } from './personal-store.ts'

export interface PersonalDeskOptions {
  store: PersonalStore
  /** Absent: nothing is ever proposed. */
  proposals?: Pick<ProposalsStore, 'find' | 'settle'> | undefined
  clock: Clock
}

export type PersonalDesk = ReturnType<typeof createPersonalDesk>

/** What somebody sets and keeps for themself, and what the organisation lets everybody. */
export function createPersonalDesk({ store, proposals, clock }: PersonalDeskOptions) {
  const readMine = (principal: Principal) => {
    requireAllowed(principal, 'conversation.read', { kind: 'preferences' })
    return store.read(principal)
  }
  const writeMine = (principal: Principal) =>
    requireAllowed(principal, 'conversation.write', { kind: 'preferences' })

  return {
    async preferences(principal: Principal): Promise<Preferences> {
      return (await readMine(principal)).preferences
    },

    async change(principal: Principal, change: UpdatePreferences): Promise<Preferences> {
      writeMine(principal)
      const { settings } = await store.read(principal)
      if (change.isMemoryOn && !settings.isMemoryAllowed) throw notAllowed()
      return store.savePreferences(principal, withoutAbsent(change))
    },

    async memories(principal: Principal): Promise<MemoryList> {
      const { memories, settings } = await readMine(principal)
      return { memories: memories.map(toMemory), isAllowed: settings.isMemoryAllowed }
    },

    async remember(principal: Principal, { text, conversationId }: CreateMemory): Promise<Memory> {
      writeMine(principal)
      const { settings } = await store.read(principal)
      if (!settings.isMemoryAllowed) throw notAllowed()
      await requireOwn(store, principal, conversationId)
      const atMs = clock.now()
      const memory = { id: createId(), text, conversationId, messageId: null, atMs }
      const stored = await store.remember(principal, memory)
      if (stored) return stored
      throw tooMany()
    },

    answerProposal(principal: Principal, id: string, given: AnswerProposal): Promise<void> {
      writeMine(principal)
      return answerProposal({ store, proposals, clock }, { principal, id, given })
    },

    async correct(principal: Principal, id: string, text: string): Promise<Memory> {
      writeMine(principal)
      const changed = isId(id) ? await store.change(principal, id, text) : undefined
      if (changed) return changed
      throw unknownMemory()
    },

    async forget(principal: Principal, id: string): Promise<void> {
      writeMine(principal)
      if (!isId(id) || (await store.forget(principal, id)) === 0) throw unknownMemory()
    },

    async forgetAll(principal: Principal): Promise<void> {
      writeMine(principal)
      await store.forget(principal, null)
    },

    async settings(principal: Principal): Promise<AssistantSettings> {
      return (await readMine(principal)).settings
    },

    async saveSettings(principal: Principal, settings: AssistantSettings) {
      requireAllowed(principal, 'assistant.manage', { kind: 'organisation' })
      await store.saveSettings(principal, settings)
      return settings
    },
  }
}

interface Answered {
  principal: Principal
  id: string
  given: AnswerProposal
}

/** To what a model has proposed: kept, in the words that the person chose, or never proposed again. */
async function answerProposal(
  { store, proposals, clock }: PersonalDeskOptions,
  { principal, id, given }: Answered,
): Promise<void> {
  const found = isId(id) ? await proposals?.find(principal, { id }) : undefined
  if (!found || found.text === '') throw unknownMemory()
  if (given.answer === 'refuse') {
    await proposals?.settle(principal, id, 'refused')
    return
  }
  const { settings } = await store.read(principal)
  if (!settings.isMemoryAllowed) throw notAllowed()
  const { conversationId, messageId } = found
  const text = given.text ?? found.text
  const memory = { id: createId(), text, conversationId, messageId, atMs: clock.now() }
  if (!(await store.remember(principal, memory))) throw tooMany()
  await proposals?.settle(principal, id, 'kept')
}

function toMemory(kept: KeptMemory): Memory {
  const { classification: _, ...memory } = kept
  return memory
}

function withoutAbsent(change: UpdatePreferences): Partial<Preferences> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}

/** What was said nowhere would have no class, and be told everywhere. */
async function requireOwn(
  store: PersonalStore,
  principal: Principal,
  conversationId: string | null,
): Promise<void> {
  if (conversationId === null || (await store.hasConversation(principal, conversationId))) return
  throw new AppError('not_found', 'This conversation does not exist.')
}

function notAllowed(): AppError {
  return new AppError('forbidden', 'Your organisation has switched off the memory.')
}

function tooMany(): AppError {
  return new AppError(
    'conflict',
    `${MAX_MEMORIES} things are remembered already. Delete some of them first.`,
  )
}

function unknownMemory(): AppError {
  return new AppError('not_found', 'This is not remembered, or not any more.')
}
