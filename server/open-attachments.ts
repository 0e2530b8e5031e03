import { availableParallelism } from 'node:os'
import type { Hono } from 'hono'
import type { ApiEnv } from './access/api-env.ts'
import type { Principal } from './access/principal.ts'
import { createAttachments } from './attachments/attachments.ts'
import { createAttachmentsStore, type AttachmentsStore } from './attachments/attachments-store.ts'
import { createExpiry } from './attachments/expiry.ts'
import { createFilesStore } from './attachments/files-store.ts'
import { createFolderFilesStore } from './attachments/folder-files-store.ts'
import {
  createFolderFiles,
  type FolderFilesDesk,
  type FolderFilesOptions,
} from './attachments/folder-files.ts'
import { createFolderFileRoutes } from './attachments/in-folders/routes.ts'
import { createPiecesStore } from './attachments/pieces-store.ts'
import { createAttachmentsPort } from './attachments/port.ts'
import { createGatewayRecogniser } from './attachments/ocr/gateway-recogniser.ts'
import { createRecognition, type Recognition } from './attachments/ocr/recognition.ts'
import { createTesseract } from './attachments/ocr/tesseract.ts'
import { createFileReader } from './attachments/reading/file-reader.ts'
import { createPageDrawer } from './attachments/reading/page-drawer.ts'
import { createReaderTurns } from './attachments/reading/reader-turns.ts'
import { createAttachmentRoutes } from './attachments/routes.ts'
import { createClamdScanner } from './attachments/scan/clamd.ts'
import { createIcapScanner } from './attachments/scan/icap.ts'
import { createProvenScanner } from './attachments/scan/proven-scanner.ts'
import type { AttachmentsSettings } from './attachments/settings.ts'
import { createStoredFiles } from './attachments/stored-files.ts'
import { createUpload } from './attachments/upload.ts'
import type { FileKeeper } from './exchange/import/take-files.ts'
import type { Gateway } from './gateway/gateway.ts'
import { systemClock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import { createId } from './lib/ids.ts'
import type { Log } from './lib/log.ts'
import { createSecretBox } from './lib/secret-box.ts'
import type { Secret } from './lib/secret.ts'

export interface AttachmentParts {
  settings: AttachmentsSettings
  database: Database
  gateway: Pick<Gateway, 'listModels' | 'call'>
  secretKeys: Secret[]
  tenantIds: () => readonly string[]
  doesChores: boolean
  log: Log
  /** Whether the owner of a folder's file, as they are now, may let others read it. */
  mayStillShare: FolderFilesOptions['mayStillShare']
  closers: (() => Promise<void> | void)[]
}

const MIB = 1024 * 1024
/** Enough for several messages that are being written. */
const WAITING = 100
/** Of one person all the files of a message, and some more. */
const COMING = { perPerson: 25, inAll: 100 }

export interface OpenAttachments {
  port: ReturnType<typeof createAttachmentsPort> & Pick<FolderFilesDesk, 'classOf'>
  /** What is told of the files of a conversation's folder. */
  folderFiles: FolderFilesDesk
  /** For files that come out of an archive. */
  keeper: FileKeeper
  routes: Hono<ApiEnv>[]
}

/** Files that people give along with their questions. */
export function openAttachments(parts: AttachmentParts): OpenAttachments {
  const { settings, database, gateway, secretKeys, tenantIds, doesChores, log, closers } = parts
  const store = createAttachmentsStore(database)
  const fileStore = createFilesStore(database)
  const pieces = createPiecesStore(database)
  const files = createStoredFiles({ pieces, box: createSecretBox(secretKeys) })
  const maxFileBytes = settings.maxFileMiB * MIB
  const personBytes = settings.personMiB * MIB
  const { clamd, icap } = settings
  const recognition = openRecognition(parts)
  const upload = createUpload({
    store,
    fileStore,
    pieces,
    files,
    readFile: createFileReader(log),
    turns: createReaderTurns({
      ...COMING,
      atOnce: Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2))),
    }),
    scanners: [
      ...(clamd ? [createClamdScanner({ ...clamd, timeoutMs: clamd.timeoutSeconds * 1000 })] : []),
      ...(icap ? [createProvenScanner(icapOf(icap), systemClock)] : []),
    ],
    ...(recognition && { recognition }),
    maxFileBytes,
    quotas: {
      person: personBytes,
      organisation: settings.organisationMiB * MIB,
      waiting: WAITING,
    },
    unsentMs: settings.unsentHours * 3_600_000,
    clock: systemClock,
    createId,
    log,
  })
  if (doesChores) {
    const expiry = createExpiry({ store: fileStore, clock: systemClock, log, tenantIds })
    expiry.start()
    closers.push(() => expiry.close())
  }
  const seeingModels = (principal: Principal) =>
    gateway
      .listModels(principal)
      .flatMap(({ model }) => (model.capabilities.vision ? [model.name] : []))
  const folderFiles = createFolderFiles({
    store: createFolderFilesStore(database),
    files,
    mayStillShare: parts.mayStillShare,
  })
  const attachments = createAttachments({
    findInFolder: (principal, id) => folderFiles.findFile(principal, id),
    store,
    fileStore,
    files,
    limits: { maxFileBytes, personBytes },
  })
  return {
    port: { ...createAttachmentsPort({ store, files, seeingModels }), ...classOf(folderFiles) },
    folderFiles,
    keeper: keeperOf(upload, store),
    routes: [createAttachmentRoutes({ attachments, upload }), createFolderFileRoutes(folderFiles)],
  }
}

/** By the way that every file takes. */
const keeperOf = (
  upload: ReturnType<typeof createUpload>,
  store: AttachmentsStore,
): FileKeeper => ({
  async keep(principal, file) {
    // Whoever stops an import stops it between files.
    const kept = await upload(principal, { ...file, signal: new AbortController().signal })
    const { id: attachmentId, name, mediaType, sizeBytes } = kept
    return { type: 'attachment', attachmentId, name, mediaType, sizeBytes }
  },
  claim: ({ tenantId, id: ownerId }, ids, conversationId) =>
    store.claim({ tenantId, ownerId }, ids, conversationId),
})

const classOf = (folderFiles: FolderFilesDesk): Pick<FolderFilesDesk, 'classOf'> => ({
  classOf: (principal, folderId) => folderFiles.classOf(principal, folderId),
})

const icapOf = ({ url, timeoutSeconds }: { url: string; timeoutSeconds: number }) =>
  createIcapScanner({ url, timeoutMs: timeoutSeconds * 1000 })

/** Recognising takes all of a core: one file at a time. */
const RECOGNISING = { ...COMING, atOnce: 1 }

function openRecognition({ settings, gateway, log }: AttachmentParts): Recognition | undefined {
  const { ocr } = settings
  if (!ocr) return undefined
  const { model, tesseract, languages, maxPages, timeoutSeconds } = ocr
  const timeoutMs = timeoutSeconds * 1000
  const draw = createPageDrawer(log)
  const recognisers = [
    ...(model === null ? [] : [createGatewayRecogniser(gateway, model)]),
    ...(tesseract === null
      ? []
      : [createTesseract({ program: tesseract, languages, timeoutMs, draw, log })]),
  ]
  if (recognisers.length === 0) return undefined
  return createRecognition({ recognisers, turns: createReaderTurns(RECOGNISING), maxPages, log })
}
