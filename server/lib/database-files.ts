import { fsyncSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/**
 * Opens PGlite on a folder. PGlite alone never waits for the disk: it starts Postgres with `-F`, and its file system has no
 * `fsync`. That survives a killed process, not a power cut. Here, when `isSynced`, a commit has reached the disk.
 */
export function openFiles(folder: string, isSynced: boolean): Promise<PGlite> {
  if (!isSynced) return PGlite.create({ dataDir: folder, startParams: [...START, '-F'] })
  return PGlite.create({
    fs: new SyncedFiles(folder),
    // The only method of Postgres's that ends in a call that we can catch.
    startParams: [...START, '-c', 'wal_sync_method=fsync'],
  })
}

const START = [
  ...PGlite.defaultStartParams.filter((name) => name !== '-F'),
  // Nobody else writes checkpoints: what is not in one has to be read again after a crash.
  '-c',
  'max_wal_size=128MB',
  '-c',
  'min_wal_size=32MB',
]

/** A file of Emscripten's file system over Node's; `nfd` is Node's descriptor. */
interface OpenFile {
  nfd?: number
}

class SyncedFiles extends NodeFS {
  override async init(...given: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(...given)
    const addSync = (module: { FS: unknown }) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Emscripten's types leave it out
      const { filesystems } = module.FS as EmscriptenFiles
      filesystems.NODEFS.stream_ops.fsync = ({ nfd }) => {
        if (nfd !== undefined) fsyncSync(nfd)
        return 0
      }
    }
    const preRun = [...[emscriptenOpts.preRun ?? []].flat(), addSync]
    return { emscriptenOpts: { ...emscriptenOpts, preRun } }
  }
}

/** What we use of Emscripten's `FS`, which its types leave out. */
interface EmscriptenFiles {
  filesystems: { NODEFS: { stream_ops: { fsync?: (file: OpenFile) => number } } }
}
