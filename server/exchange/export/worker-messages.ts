import type { ArchivedMessage, ExportFormat, TableFormat } from '#wire/exchange.ts'
import type { ExportedHead, StoredFileName } from './export-store.ts'
import type { ExportAbout } from './labels.ts'

/** To the worker that makes files. Each is answered by one message before the next is sent. */
export type ToWorker =
  /** Forgets what was before. */
  | { type: 'begin'; isZip: boolean }
  | { type: 'messages'; messages: ArchivedMessage[] }
  /** Those messages are all of it. */
  | {
      type: 'conversation'
      head: ExportedHead
      about: ExportAbout
      format: ExportFormat
      /** Those that will follow, in an archive. */
      files: StoredFileName[]
    }
  /** A part of a file. */
  | { type: 'piece'; bytes: Uint8Array; isFirst: boolean }
  /** Those pieces are all of it. */
  | { type: 'file'; id: string }
  | { type: 'table'; index: number; format: TableFormat; lang: string; title: string }
  | { type: 'end'; about: ExportAbout; leftOut: string[]; hasIndex: boolean }

export type FromWorker =
  | { type: 'taken' }
  | { type: 'bytes'; bytes: Uint8Array }
  | { type: 'done' }
  | { type: 'failed'; message: string }
