import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../lib/app-error.ts'
import { errorCodeOf } from './error-code.ts'

/** What the store knows of a model that is here. Written after its blob, so that it never speaks of half a file. */
export const ModelManifest = z.object({
  version: z.literal(1),
  id: z.string(),
  name: z.string(),
  kind: z.enum(['chat', 'embedding']),
  languages: z.array(z.string()),
  contextTokens: z.int().positive(),
  memoryBytes: z.number().nonnegative(),
  licence: z.object({ name: z.string(), url: z.string().nullable(), isOpenSource: z.boolean() }),
  source: z.enum(['python-package', 'hugging-face', 'https', 'file']),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.int().positive(),
  /** false: no digest was known before the pull, so this one was recorded on trust. */
  isPinned: z.boolean(),
  /** The blob's own, when its digest was last computed: a cheap sign that nobody wrote to it since. */
  mtimeMs: z.number(),
  verifiedAt: z.iso.datetime(),
})
export type ModelManifest = z.infer<typeof ModelManifest>

/** Where models are shared by all checkouts and data folders of one user. */
export function modelFolderFrom(environment: NodeJS.ProcessEnv): string {
  const cache = environment.XDG_CACHE_HOME || join(homedir(), '.cache')
  return environment.GALERNE_MODELS || join(cache, 'galerne', 'models')
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
        await mkdir(join(root, name), { recursive: true }).catch((error: unknown) => {
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
  const code = errorCodeOf(cause) ?? 'an error'
  const what = `Models cannot be stored in ${root} (${code}).`
  const help = 'Make the folder writable, or name another one in GALERNE_MODELS.'
  return new AppError('not_ready', `${what} ${help}`, { cause })
}
