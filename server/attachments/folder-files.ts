import { stricter, type Classification } from '#wire/classification.ts'
import type {
  AddFolderFile,
  FolderFile,
  FolderFiles,
  UpdateFolderFile,
} from '#wire/folder-files.ts'
import { FOLDER_TOKENS, MAX_FOLDER_FILES } from '#wire/folder-files.ts'
import {
  classificationOf,
  handlingOf,
  requireMayReclassify,
} from '#server/access/classification.ts'
import type { Assurance, Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import { isId } from '#server/lib/ids.ts'
import { toAttachment } from './attachments.ts'
import { ABOUT_FOLDER_FILES } from './fence.ts'
import { portionsOf, type Portion } from './folder-budget.ts'
import type { FolderFilesStore, SeenFolder, StoredFolderFile } from './folder-files-store.ts'
import type { StoredFiles } from './stored-files.ts'

export interface FolderFilesOptions {
  store: FolderFilesStore
  files: Pick<StoredFiles, 'textFor'>
  /** Whether the owner of a file, as they are now, may let others read it. */
  mayStillShare: (place: {
    tenantId: string
    ownerId: string
    folderId: string
    classification: Classification
    assurance: Assurance | null
  }) => boolean
}

/** What is told of them: what the assistant's AddToPrompt takes and gives. */
interface Told {
  principal: Principal
  conversation: { id: string; folderId: string | null; classification: Classification }
  model: { contextTokens: number | null }
}

export type FolderFilesDesk = ReturnType<typeof createFolderFiles>

/** Files that every conversation of a folder is told: its owner puts them there, its members read them. */
export function createFolderFiles(options: FolderFilesOptions) {
  const { store } = options

  const find = async (principal: Principal, folderId: string): Promise<SeenFolder> => {
    requireAllowed(principal, 'conversation.read', { kind: 'folder', id: folderId })
    const folder = isId(folderId) ? await store.findFolder(principal, folderId) : undefined
    return folder ?? throwMissing()
  }
  const findOwn = async (principal: Principal, folderId: string): Promise<SeenFolder> => {
    requireAllowed(principal, 'conversation.write', { kind: 'folder', id: folderId })
    const folder = await find(principal, folderId)
    return folder.isOwn ? folder : throwMissing()
  }
  const show = async (principal: Principal, folder: SeenFolder): Promise<FolderFiles> =>
    toList(await listSeen(options, principal, folder))

  return {
    list: async (principal: Principal, folderId: string): Promise<FolderFiles> =>
      show(principal, await find(principal, folderId)),

    async add(principal: Principal, folderId: string, given: AddFolderFile): Promise<FolderFiles> {
      const folder = await findOwn(principal, folderId)
      const usual = classificationOf(principal)
      const { attachmentId: id, classification = usual } = given
      requireMayReclassify(principal, { from: usual, to: classification, kind: 'folder' })
      const put = { folderId, id, classification, most: MAX_FOLDER_FILES }
      const outcome = await store.put(principal, put)
      if (outcome === 'full') throw full()
      if (outcome === 'missing') throw notTaken()
      return show(principal, folder)
    },

    async classify(
      principal: Principal,
      at: { folderId: string; id: string },
      { classification: to }: UpdateFolderFile,
    ): Promise<FolderFiles> {
      const folder = await findOwn(principal, at.folderId)
      const all = await store.list(principal.tenantId, folder.id)
      const from = all.find(({ id }) => id === at.id)?.classification ?? throwMissing()
      requireMayReclassify(principal, { from, to, kind: 'folder', id: folder.id })
      await store.classify(principal, { ...at, to })
      return show(principal, folder)
    },

    async remove(principal: Principal, at: { folderId: string; id: string }): Promise<FolderFiles> {
      const folder = await findOwn(principal, at.folderId)
      if (!isId(at.id) || !(await store.remove(principal, at))) throwMissing()
      return show(principal, folder)
    },

    ...createTelling(options),
  }
}

/** What answers are told of them. */
function createTelling(options: FolderFilesOptions) {
  const { store, files } = options
  return {
    /** One of them, for whoever may read it. */
    async findFile(principal: Principal, id: string): Promise<StoredFolderFile | undefined> {
      const folderId = await store.folderOf(principal.tenantId, id)
      const folder = folderId && (await store.findFolder(principal, folderId))
      const seen = folder ? await listSeen(options, principal, folder) : []
      return seen.find((file) => file.id === id)
    },

    /** How careful a conversation has to be that lies there and is told of its files; null: as it is. */
    async classOf(principal: Principal, folderId: string | null): Promise<Classification | null> {
      const folder = folderId === null ? undefined : await store.findFolder(principal, folderId)
      if (!folder) return null
      const seen = await listSeen(options, principal, folder)
      return seen.reduce<Classification | null>(
        (strictest, { classification }) =>
          strictest === null ? classification : stricter(strictest, classification),
        null,
      )
    },

    /** What the model gets of them, with every answer. Nothing is told under a lesser class than its own. */
    async addToPrompt({ principal, conversation, model }: Told) {
      const { id, folderId, classification } = conversation
      const folder = folderId === null ? undefined : await store.findFolder(principal, folderId)
      if (!folder) return { additions: [] }
      const seen = (await listSeen(options, principal, folder)).filter(
        (file) => stricter(file.classification, classification) === classification,
      )
      const portions = portionsOf(seen, model.contextTokens)
      const told = portions.filter((portion) => portion.told.length > 0)
      if (told.length === 0) return { additions: [] }
      await store.noteUsed(
        principal.tenantId,
        id,
        told.map(({ file }) => file.id),
      )
      const texts = await Promise.all(told.map((one) => textOf(files, principal.tenantId, one)))
      const leftOut = portions.filter(({ isWhole }) => !isWhole).map(({ file }) => file.name)
      const text = [ABOUT_FOLDER_FILES, ...texts, ...leftOutLine(leftOut)].join('\n\n')
      const names = told.map(({ file }) => file.name)
      return {
        additions: [{ what: 'files' as const, text, names, leftOut, isMaterial: true }],
      }
    },
  }
}

/** Of those of others only what its class, and whoever put it there, lets others read. */
async function listSeen(
  { store, mayStillShare }: FolderFilesOptions,
  principal: Principal,
  folder: SeenFolder,
): Promise<StoredFolderFile[]> {
  const all = await store.list(principal.tenantId, folder.id)
  if (folder.isOwn) return all
  const { tenantId } = principal
  return all.filter(
    ({ classification, ownerId, assurance }) =>
      handlingOf(principal, classification).mayShare &&
      mayStillShare({ tenantId, ownerId, folderId: folder.id, classification, assurance }),
  )
}

function textOf(
  files: Pick<StoredFiles, 'textFor'>,
  tenantId: string,
  { file, told, isWhole }: Portion<StoredFolderFile>,
): Promise<string> {
  return files.textFor(tenantId, isWhole ? file : { ...file, selected: told, isCut: true })
}

/** So that the model does not take what it has for all there is. */
function leftOutLine(names: readonly string[]): string[] {
  if (names.length === 0) return []
  const list = names.map((name) => JSON.stringify(name)).join(', ')
  return [`[Too long to be given in full, or at all: ${list}. Say so where it matters.]`]
}

function toList(seen: readonly StoredFolderFile[]): FolderFiles {
  const portions = portionsOf(seen, null)
  const files = portions.map(({ file, tokens }): FolderFile => {
    const { classification, conversations } = file
    return { ...toAttachment(file), classification, conversations, toldTokens: tokens }
  })
  const toldTokens = files.reduce((sum, one) => sum + one.toldTokens, 0)
  return { files, toldTokens, mostTokens: FOLDER_TOKENS }
}

function throwMissing(): never {
  throw new AppError('not_found', 'This folder or file does not exist.')
}

function full(): AppError {
  return new AppError(
    'conflict',
    `A folder has room for ${MAX_FOLDER_FILES} files. Remove one of them first.`,
  )
}

function notTaken(): AppError {
  return new AppError(
    'invalid_request',
    'Only files with text that you have just uploaded can be put into a folder; pictures cannot. Upload it again.',
    { param: 'attachmentId' },
  )
}
