import type { CreateFolder, Folder, UpdateFolder } from '#wire/folders.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { isId } from '#server/lib/ids.ts'
import { readerOf } from '../read-conversations.ts'
import type { AddToPrompt } from '../prompt-additions.ts'
import type { FoldersStore } from './folders-store.ts'

export interface FoldersOptions {
  store: FoldersStore
  clock: Clock
  createId: () => string
}

export type Folders = ReturnType<typeof createFolders>

/** Folders: what belongs together, what its answers are told, and who else sees it. */
export function createFolders({ store, clock, createId }: FoldersOptions) {
  const get = async (principal: Principal, id: string): Promise<Folder> => {
    requireAllowed(principal, 'conversation.read', { kind: 'folder', id })
    const found = isId(id) ? await store.find(readerOf(principal), id) : undefined
    return found ?? throwMissing()
  }

  return {
    get,

    list(principal: Principal): Promise<Folder[]> {
      requireAllowed(principal, 'conversation.read', { kind: 'folder' })
      return store.list(readerOf(principal))
    },

    async create(principal: Principal, given: CreateFolder): Promise<Folder> {
      requireAllowed(principal, 'conversation.write', { kind: 'folder' })
      const { name, instructions = '', modelId = null } = given
      const createdAt = new Date(clock.now()).toISOString()
      const folder = { id: createId(), name, instructions, modelId, createdAt }
      return (await store.insert(readerOf(principal), folder)) ?? throwMissing()
    },

    /** Only its owner may; letting others in is a right of its own. */
    async update(principal: Principal, id: string, changes: UpdateFolder): Promise<Folder> {
      requireAllowed(principal, 'conversation.write', { kind: 'folder', id })
      if (changes.members) requireAllowed(principal, 'conversation.share', { kind: 'folder', id })
      const updated = isId(id) ? await store.update(readerOf(principal), id, changes) : undefined
      return updated ?? throwMissing()
    },

    /** What lies in it stays where it was before: with whom it belongs to, in no folder. */
    async remove(principal: Principal, id: string): Promise<void> {
      requireAllowed(principal, 'conversation.write', { kind: 'folder', id })
      if (!isId(id) || !(await store.remove(readerOf(principal), id))) throwMissing()
    },

    /**
     * For whoever puts a conversation there: throws `not_found`, or `forbidden` where they only read, and where others would read
     * it and they may not share. Null: no folder.
     */
    async requirePlace(principal: Principal, id: string | null): Promise<Folder | null> {
      if (id === null) return null
      const folder = await get(principal, id)
      if (folder.access === 'read') {
        throw new AppError(
          'forbidden',
          'You may read what is in this folder, but not put anything there. Ask its owner.',
        )
      }
      const isShared = folder.access !== 'owner' || folder.members.length > 0
      if (isShared) requireAllowed(principal, 'conversation.share', { kind: 'folder', id })
      return folder
    },

    /** What the folder of a conversation has its answers told. Whoever lost the way to it is told nothing of it. */
    addToPrompt: (async ({ principal, conversation }) => {
      const { folderId } = conversation
      const folder = folderId === null ? undefined : await store.find(readerOf(principal), folderId)
      const text = folder?.instructions.trim() ?? ''
      if (!folder || text === '') return { additions: [] }
      return { additions: [{ what: 'folder', text, names: [folder.name] }] }
    }) satisfies AddToPrompt,
  }
}

function throwMissing(): never {
  throw new AppError('not_found', 'This folder does not exist.')
}
