import type { CatalogType } from '@lingui/conf'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import config from '../../lingui.config.ts'

const LOCALES = join(import.meta.dirname, '..', '..', 'web', 'locales')

/** The catalogues that each language has: messages, workspace, extras, soon, entrance. */
export const CATALOGUE_NAMES: readonly string[] = (config.catalogs ?? []).map(
  ({ path }) => path.split('/').at(-1) ?? path,
)

/** Reads and writes catalogues as `lingui extract` does, without looking at the code. */
export function createCatalogueFiles(folder: string = LOCALES) {
  const { format } = config
  if (format === undefined || typeof format === 'string') throw new TypeError('No format')
  const pathOf = (language: string, name: string) => join(folder, language, `${name}.po`)

  async function read(language: string, name: string): Promise<CatalogType> {
    const path = pathOf(language, name)
    if (!existsSync(path)) return {}
    const context = { locale: language, sourceLocale: 'en', filename: path }
    return format?.parse(readFileSync(path, 'utf8'), context) ?? {}
  }

  return {
    read,

    /** The English catalogue's messages with the language's translations; what English has no more is left out. */
    async readAll(language: string, name: string): Promise<CatalogType> {
      const [source, own] = await Promise.all([read('en', name), read(language, name)])
      return Object.fromEntries(
        Object.entries(source)
          .filter(([, { obsolete }]) => !obsolete)
          .map(([id, entry]) => [
            id,
            { ...entry, extra: own[id]?.extra ?? {}, translation: own[id]?.translation ?? '' },
          ]),
      )
    },

    /** All of it, or nothing: a reader never sees half a file. */
    async write(language: string, name: string, catalogue: CatalogType): Promise<void> {
      const path = pathOf(language, name)
      mkdirSync(dirname(path), { recursive: true })
      const existing = existsSync(path) ? readFileSync(path, 'utf8') : undefined
      const context = { locale: language, sourceLocale: 'en', filename: path, existing }
      const text = await format.serialize(catalogue, context)
      if (text === existing) return
      writeFileSync(`${path}.${process.pid}`, text)
      renameSync(`${path}.${process.pid}`, path)
    },
  }
}

export type CatalogueFiles = ReturnType<typeof createCatalogueFiles>
