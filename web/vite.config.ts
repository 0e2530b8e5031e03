import babel from '@rolldown/plugin-babel'
import { lingui, linguiTransformerBabelPreset } from '@lingui/vite-plugin'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { join } from 'node:path'
import { defineConfig } from 'vite'
import { diagramFiles } from './build/diagram-files.ts'
import { precompress } from './build/precompress.ts'
import { createStartChunks } from './build/start-chunks.ts'

const configPath = join(import.meta.dirname, '..', 'lingui.config.ts')
const server = 'http://127.0.0.1:4380'

/** `vite build web` writes web/dist; `vite web` serves it with reload, the API taken from a server on the default port. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    lingui({ configPath, failOnCompileError: true }),
    babel({ presets: [linguiTransformerBabelPreset({}, { configPath })] }),
    tailwindcss(),
    diagramFiles(),
    precompress(),
  ],
  // The browser reads what our own server answers with a tenth of zod: web/schema/zod.ts.
  resolve: {
    alias: [{ find: /^zod$/, replacement: join(import.meta.dirname, 'schema', 'zod.ts') }],
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The page's policy allows nothing inline: no data: images, no script in the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: createStartChunks() }],
        },
      },
    },
  },
  // Each grammar of the highlighter stays a chunk of its own, loaded when its language is met.
  worker: { format: 'es' },
  server: {
    proxy: {
      '/api': server,
      '/branding': server,
      '/sign-in': server,
      '/sign-out': server,
      '/v1': server,
    },
  },
})
