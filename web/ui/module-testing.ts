import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'vite'

const WEB = join(import.meta.dirname, '..')

/** Builds a `.tsx` module (a path from `web/`), which Node cannot read as it stands, and imports it. */
export async function importModule(entry: string, plugins: Plugin[] = []): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'galerne-module-'))
  try {
    await build({
      root: WEB,
      configFile: false,
      publicDir: false,
      logLevel: 'error',
      plugins,
      ssr: { noExternal: true },
      build: {
        ssr: resolve(WEB, entry),
        outDir: folder,
        // One file: what it imports later is there when the folder has gone.
        rolldownOptions: { output: { entryFileNames: 'module.mjs', codeSplitting: false } },
      },
    })
    return await import(pathToFileURL(join(folder, 'module.mjs')).href)
  } finally {
    await rm(folder, { recursive: true })
  }
}
