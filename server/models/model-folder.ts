import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { AppError } from '../lib/app-error.ts'
import { codeOf } from '../lib/thrown.ts'
import { ModelManifest } from './model-manifest.ts'

/** Where models are shared by all checkouts and data folders of one user. */
export function modelFolderFrom(environment: NodeJS.ProcessEnv): string {
  const cache = environment.XDG_CACHE_HOME || join(homedir(), '.cache')
  return resolve(environment.GALERNE_MODELS || join(cache, 'galerne', 'models'))
}

/** File names come from ids, so an id is never anything that could leave the folder. */
export function checkModelId(id: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,99}$/.test(id) && !id.includes('..')) return id
  const shown = JSON.stringify(id.slice(0, 120))
  throw new AppError('invalid_request', `${shown} is not a model id, such as "qwen2.5-coder-0.5b".`)
}

export type ModelFolder = ReturnType<typeof createModelFolder>

/**
 * The store's layout: `blobs/sha256-<hex>` by content, `manifests/<id>.json` by name, `partials/<id>.partial` while
 * pulling, `locks/<id>`, `temporary/` for whatever a source needs on the same disk.
 */
export function createModelFolder(root: string) {
  const manifestPath = (id: string) => join(root, 'manifests', `${checkModelId(id)}.json`)
  return {
    root,
    temporary: join(root, 'temporary'),
    blobPath: (sha256: string) => join(root, 'blobs', `sha256-${sha256}`),
    partialPath: (id: string) => join(root, 'partials', `${checkModelId(id)}.partial`),
    lockPath: (id: string) => join(root, 'locks', checkModelId(id)),

    async prepare() {
      for (const name of ['blobs', 'manifests', 'partials', 'locks', 'temporary']) {
        await makeFolder(join(root, name)).catch((error: unknown) => {
          throw notWritable(root, error)
        })
      }
    },
    async listManifests(): Promise<ModelManifest[]> {
      const names = await readdir(join(root, 'manifests')).catch(() => [])
      const ids = names
        .filter((name) => /^[a-z0-9].*\.json$/.test(name))
        .map((name) => name.slice(0, -5))
      const manifests = await Promise.all(ids.map(readManifest))
      return manifests.filter((manifest) => manifest !== undefined)
    },
    findManifest: (id: string) => readManifest(id),
    async writeManifest(manifest: ModelManifest) {
      const path = manifestPath(manifest.id)
      await writeDurably(`${path}.new`, `${JSON.stringify(manifest, null, 2)}\n`)
      await rename(`${path}.new`, path)
    },
    removeManifest: (id: string) => rm(manifestPath(id), { force: true }),
  }

  async function readManifest(id: string): Promise<ModelManifest | undefined> {
    const text = await readFile(manifestPath(id), 'utf8').catch(() => null)
    if (text === null) return undefined
    try {
      return ModelManifest.parse(JSON.parse(text))
    } catch {
      // Written by another version, or damaged: as good as not there, the blob is found by its digest.
      return undefined
    }
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

function notWritable(root: string, cause: unknown): AppError {
  const code = codeOf(cause) ?? 'an error'
  const what = `Models cannot be stored in ${root} (${code}).`
  const help = 'Make the folder writable, or name another one in GALERNE_MODELS.'
  return new AppError('not_ready', `${what} ${help}`, { cause })
}

/** Not `mkdir`'s own recursion, which never ends under /proc and its like (seen with Node 24.21). */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    const isThere = codeOf(error) === 'EEXIST' && (await stat(path)).isDirectory()
    if (isThere) return
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await mkdir(path)
  }
}
