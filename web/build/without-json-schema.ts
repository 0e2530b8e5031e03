import type { Plugin } from 'vite'

const MODULE = /\/zod\/v4\/core\/to-json-schema\.js$/

/** What zod’s own modules ask of it; called by nobody here. */
const STANDS_IN = `
const absent = () => { throw new Error('JSON Schema is left out of the web app') }
export const createToJSONSchemaMethod = () => absent
export const createStandardJSONSchemaMethod = () => absent
export { absent as process, absent as processSchema }
export { absent as initializeContext, absent as extractDefs, absent as finalize }
export { absent as handleUnrepresentable }
`

/**
 * Each schema of zod can describe itself as JSON Schema, which the server does and the browser never does: 4 kB after gzip,
 * left out of the first load. A build fails where zod asks for more of them than this.
 */
export function withoutJsonSchema(): Plugin {
  return {
    name: 'galerne-without-json-schema',
    load: (id) => (MODULE.test(id) ? STANDS_IN : null),
  }
}
