import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const COMPRESSIBLE = /\.(?:html|m?js|css|svg|json|webmanifest)$/

/** Writes `.br` and `.gz` beside every text file of the build, so that the server never compresses one. */
export function precompress(): Plugin {
  let folder = ''
  return {
    name: 'galerne-precompress',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir)
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        for (const file of await readdir(folder, { recursive: true })) {
          if (COMPRESSIBLE.test(file)) await compress(join(folder, file))
        }
      },
    },
  }
}

async function compress(path: string): Promise<void> {
  const content = await readFile(path)
  await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }))
  // What others built, four megabytes of it, few ever load: not worth the best, which takes its time.
  if (path.endsWith('.mjs')) return
  const best = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  await writeFile(`${path}.br`, await promisify(brotliCompress)(content, { params: best }))
}
