import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const COMPRESSIBLE = /\.(?:html|js|css|svg|json|webmanifest)$/

/** Writes `.br` and `.gz` beside every text file of the build, so that the server never compresses one. */
export function precompress(): Plugin {
  let folder = ''
  return {
    name: 'galerne-precompress',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir)
    },
    async writeBundle() {
      for (const file of await readdir(folder, { recursive: true })) {
        if (COMPRESSIBLE.test(file)) await compress(join(folder, file))
      }
    },
  }
}

async function compress(path: string): Promise<void> {
  const content = await readFile(path)
  const best = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  await writeFile(`${path}.br`, await promisify(brotliCompress)(content, { params: best }))
  await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }))
}
