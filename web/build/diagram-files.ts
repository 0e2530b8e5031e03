import { readFileSync } from 'node:fs'
import { cp, mkdir, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import type { Plugin } from 'vite'

const MERMAID = dirname(createRequire(import.meta.url).resolve('mermaid'))
const ENTRY = 'mermaid.esm.min.mjs'
const CHUNKS = 'chunks/mermaid.esm.min'
const ADDRESS = '/diagram/mermaid/'
/** Not handed on: a layout under another licence (EPL), and a second way to set formulas. Nothing of ours asks for them. */
const LEFT_OUT = /^(?:elk|katex)-/

/**
 * Mermaid as its makers build it, beside the app and outside of its bundle: only the sandboxed frame of public/diagram
 * ever loads it, a file at a time.
 */
export function diagramFiles(): Plugin {
  let folder = ''
  return {
    name: 'galerne-diagram-files',
    configResolved(config) {
      folder = join(config.root, config.build.outDir, ADDRESS)
    },
    writeBundle: {
      order: 'pre',
      sequential: true,
      async handler() {
        for (const file of await diagramFileNames()) {
          await mkdir(dirname(join(folder, file)), { recursive: true })
          await cp(join(MERMAID, file), join(folder, file))
        }
      },
    },
    configureServer(server) {
      server.middlewares.use(ADDRESS, (request, response, next) => {
        const file = (request.url ?? '').replace(/^\/|\?.*$/g, '')
        const isChunk = dirname(file) === CHUNKS && /^[\w.-]+\.mjs$/.test(basename(file))
        if (file !== ENTRY && !isChunk) return next()
        response.setHeader('content-type', 'text/javascript')
        return response.end(readFileSync(join(MERMAID, file)))
      })
    },
  }
}

/** Below Mermaid's own folder, and below the address that they are served at. */
async function diagramFileNames(): Promise<string[]> {
  const chunks = await readdir(join(MERMAID, CHUNKS))
  const wanted = chunks.filter((name) => name.endsWith('.mjs') && !LEFT_OUT.test(name))
  return [ENTRY, ...wanted.map((name) => `${CHUNKS}/${name}`)]
}
