import { defineConfig } from '@lingui/cli'
import { formatter } from '@lingui/format-po'
import { readdirSync } from 'node:fs'

/** A language is a folder of web/locales; English is what the code is written in. */
const locales = readdirSync(`${import.meta.dirname}/web/locales`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

export default defineConfig({
  sourceLocale: 'en',
  locales,
  catalogs: [
    {
      path: '<rootDir>/web/locales/{locale}/messages',
      include: ['<rootDir>/web'],
      exclude: ['**/dist/**', '**/*.test.*', '**/gallery/**'],
    },
  ],
  format: formatter({ lineNumbers: false }),
})
