import type {
  CreateLibraryItem,
  LibraryFile,
  LibraryImport,
  LibraryItem,
  LibraryList,
  LibraryVersion,
  UpdateLibraryItem,
} from '#wire/library.ts'
import { authorize } from '#server/access/authorize.ts'
import type { Directory } from '#server/access/directory/directory.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { createId, isId } from '#server/lib/ids.ts'
import type { LibraryStore, StoredItem } from './library-store.ts'

export interface LibraryOptions {
  store: LibraryStore
  directory: {
    groupsOf: (tenantId: string) => ReadonlyMap<string, { id: string; name: string }>
    nameOf: Directory['nameOf']
  }
  clock: Clock
}

export type Library = ReturnType<typeof createLibrary>

/** Prompts and presets: everybody's own, and what those who may have published for a group or for all. */
export function createLibrary(options: LibraryOptions) {
  return { ...readingCalls(options), ...writingCalls(options), ...fileCalls(options) }
}

/** Unknown and not to be seen look the same. */
async function find(store: LibraryStore, principal: Principal, id: string): Promise<StoredItem> {
  const found = isId(id) ? await store.find(principal, id) : undefined
  if (found) return found
  throw new AppError('not_found', 'This is not in your library, or not any more.')
}

function readingCalls({ store, directory }: LibraryOptions) {
  const toItem = toItemWith(directory)
  return {
    async list(principal: Principal): Promise<LibraryList> {
      requireAllowed(principal, 'conversation.read', { kind: 'prompt' })
      const items = await store.list(principal)
      const groups = [...directory.groupsOf(principal.tenantId).values()]
        .filter(({ id }) => mayPublish(principal, id))
        .map(({ id, name }) => ({ id, name }))
      return {
        items: items.map((item) => toItem(principal, item)),
        mayPublish: { organisation: mayPublish(principal, null), groups },
      }
    },

    async versions(principal: Principal, id: string): Promise<LibraryVersion[]> {
      requireAllowed(principal, 'conversation.read', { kind: 'prompt', id })
      await find(store, principal, id)
      const { tenantId } = principal
      const nameOf = (person: string | null) =>
        person === null ? null : directory.nameOf(tenantId, { kind: 'person', id: person })
      const versions = await store.versions(principal, id)
      return versions.map(({ authorId, ...rest }) => ({ ...rest, by: nameOf(authorId) }))
    },

    async mark(principal: Principal, id: string, isFavourite: boolean): Promise<void> {
      requireAllowed(principal, 'conversation.write', { kind: 'prompt', id })
      await store.mark(principal, (await find(store, principal, id)).id, isFavourite)
    },

    /** Somebody has put it to use. */
    async countUse(principal: Principal, id: string): Promise<void> {
      requireAllowed(principal, 'conversation.write', { kind: 'prompt', id })
      await store.countUse(principal, (await find(store, principal, id)).id)
    },
  }
}

function writingCalls({ store, directory, clock }: LibraryOptions) {
  const toItem = toItemWith(directory)
  const findToEdit = async (principal: Principal, id: string) => {
    const item = await find(store, principal, id)
    requirePublishable(principal, item)
    return item
  }
  return {
    async create(principal: Principal, wish: CreateLibraryItem): Promise<LibraryItem> {
      requireAllowed(principal, 'conversation.write', { kind: 'prompt' })
      requirePublishable(principal, wish)
      const groups = directory.groupsOf(principal.tenantId)
      if (wish.groupId !== null && !groups.has(wish.groupId)) {
        throw new AppError('not_found', 'There is no such group.')
      }
      const id = createId()
      await store.insert(principal, [{ ...wish, id, atMs: clock.now() }])
      return toItem(principal, await findStored(store, principal, { id, wish }))
    },

    async update(principal: Principal, id: string, to: UpdateLibraryItem): Promise<LibraryItem> {
      requireAllowed(principal, 'conversation.write', { kind: 'prompt', id })
      const item = await findToEdit(principal, id)
      const { version, ...written } = to
      const isNewest = item.version === version
      if (!isNewest || !(await store.update(principal, item, { written, atMs: clock.now() }))) {
        throw new AppError(
          'conflict',
          'Somebody has changed this in the meantime. Look at it again before you change it.',
        )
      }
      return toItem(principal, await find(store, principal, id))
    },

    async remove(principal: Principal, id: string): Promise<void> {
      requireAllowed(principal, 'conversation.write', { kind: 'prompt', id })
      await store.remove(principal, await findToEdit(principal, id))
    },
  }
}

function fileCalls({ store, clock }: LibraryOptions) {
  return {
    /** All that one sees, without what is only ours. */
    async export(principal: Principal): Promise<LibraryFile> {
      requireAllowed(principal, 'conversation.read', { kind: 'prompt' })
      const items = (await store.list(principal)).map(toWritten)
      return { format: 'galerne-library-1', items: items.slice(0, 500) }
    },

    /** All of it becomes one's own. */
    async import(principal: Principal, file: LibraryFile): Promise<LibraryImport> {
      requireAllowed(principal, 'conversation.write', { kind: 'prompt' })
      const known = new Set((await store.list(principal)).map((item) => identityOf(item)))
      const fresh = file.items.filter((item) => {
        const identity = identityOf(item)
        return !known.has(identity) && known.add(identity)
      })
      const own = { scope: 'own', groupId: null, atMs: clock.now() } as const
      await store.insert(
        principal,
        fresh.map((item) => ({ ...item, ...own, id: createId() })),
      )
      return { added: fresh.length, present: file.items.length - fresh.length }
    },
  }
}

/** Who publishes for a group they are not in does not see it in their own library. */
async function findStored(
  store: LibraryStore,
  principal: Principal,
  { id, wish }: { id: string; wish: CreateLibraryItem },
): Promise<StoredItem> {
  const seen = await store.find(principal, id)
  if (seen) return seen
  const now = new Date().toISOString()
  return { ...wish, id, ownerId: null, version: 1, uses: 0, updatedAt: now, isFavourite: false }
}

function toItemWith({ groupsOf }: LibraryOptions['directory']) {
  return (principal: Principal, item: StoredItem): LibraryItem => {
    const { ownerId: _, ...rest } = item
    const group = item.groupId === null ? undefined : groupsOf(principal.tenantId).get(item.groupId)
    return { ...rest, groupName: group?.name ?? null, mayEdit: mayEdit(principal, item) }
  }
}

function mayPublish(principal: Principal, groupId: string | null): boolean {
  const { tenantId } = principal
  const resource =
    groupId === null
      ? ({ kind: 'prompt', tenantId } as const)
      : ({ kind: 'group', tenantId, id: groupId } as const)
  return authorize(principal, 'prompt.publish', resource).isAllowed
}

type Whose = Pick<StoredItem, 'scope' | 'groupId'>

function mayEdit(principal: Principal, { scope, groupId }: Whose): boolean {
  return scope === 'own' || mayPublish(principal, groupId)
}

function requirePublishable(principal: Principal, { scope, groupId }: Whose): void {
  if (scope === 'own') return
  requireAllowed(
    principal,
    'prompt.publish',
    groupId === null ? { kind: 'prompt' } : { kind: 'group', id: groupId },
  )
}

function toWritten({ command, title, description, lang, content }: StoredItem) {
  return { command, title, description, lang, content }
}

/** Keys of objects in the order of their names: Postgres keeps another one. */
function identityOf(item: Pick<StoredItem, 'command' | 'title' | 'content'>): string {
  return JSON.stringify([item.command, item.title, item.content], (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}
