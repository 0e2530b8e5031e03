import { defineConfig } from '@lingui/cli'
import { formatter } from '@lingui/format-po'
import { readdirSync } from 'node:fs'

/** A language is a folder of web/locales; English is what the code is written in. */
const locales = readdirSync(`${import.meta.dirname}/web/locales`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

const NEVER = ['**/dist/**', '**/*.test.*', '**/gallery/**']

/** What is loaded only when one leaves the assistant: its pages, and the components that only they use. */
const WORKSPACE = [
  'pages/admin/**',
  'pages/{Models,Model,Playground}Page.tsx',
  'components/{admin,catalogue,charts,money,people,playground,providers}/**',
]

export default defineConfig({
  sourceLocale: 'en',
  locales,
  // Two, so that those who only talk with the assistant load only its texts: web/i18n/language.ts.
  catalogs: [
    {
      path: '<rootDir>/web/locales/{locale}/messages',
      include: ['<rootDir>/web'],
      exclude: [...NEVER, ...WORKSPACE.map((path) => `**/${path}`)],
    },
    {
      path: '<rootDir>/web/locales/{locale}/workspace',
      include: WORKSPACE.map((path) => `<rootDir>/web/${path}`),
      exclude: NEVER,
    },
  ],
  format: formatter({ lineNumbers: false }),
})
