import type { SourceLocation, SourceName } from '../catalogue-model.ts'
import type { PartialFile } from '../partial-file.ts'

export interface SourceTask {
  location: SourceLocation
  file: PartialFile
  /** null: nobody has told yet how long the file is. */
  expectedBytes: number | null
  /** Whether the digest is known: then any bytes may be resumed, since a wrong mix cannot pass. */
  isPinned: boolean
  /** How many bytes there are so far, those still on their way through a package included. */
  onBytes(receivedBytes: number, totalBytes: number | null): void
  /** Throws where the disk cannot take this many bytes more. */
  ensureSpace(bytes: number): Promise<void>
  signal: AbortSignal
}

export interface Pulled {
  /** The SHA-256 that the source itself tells, checked where no digest is pinned; null: it tells none. */
  claimedSha256: string | null
}

/**
 * Somewhere that models come from. It appends the file's bytes, from wherever a broken attempt left off, and
 * throws an error whose message says what happened and what to do. It judges nothing: the store checks the digest.
 */
export interface ModelSource {
  name: SourceName
  pull(task: SourceTask): Promise<Pulled>
}
