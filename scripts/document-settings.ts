import { readFileSync, writeFileSync } from 'node:fs'
import { Settings } from '#server/config.ts'
import { ModelSettings, TagSettings } from '#server/providers/provider-settings.ts'
import { listSettings, type Setting } from './documents/settings.ts'
import { SETTING_TEXTS } from './documents/setting-texts.ts'

/**
 * Writes the tables of docs/guides/configuration.md from the schema of galerne.yaml, each between `<!-- settings: … -->` and
 * `<!-- end -->`. With `--check` it writes nothing, and fails where they are stale.
 */
const GUIDE = 'docs/guides/configuration.md'
const TABLE = /(?<=<!-- settings: ([\w.*[\]]+) -->\n)[\s\S]*?(?=<!-- end -->)/g

// What a list of models holds is known only to the code that reads each: it may be a name alone.
const settings = listSettings(Settings, { 'providers.*.models[]': ModelSettings })
// The tags of a model are those of its provider.
const tagNames = Object.keys(TagSettings.shape)
const told = settings.filter(({ path }) => !path.startsWith('providers.*.models[].tags.'))

const problems = [
  ...told
    .filter(({ path }) => SETTING_TEXTS[path] === undefined)
    .map(({ path }) => `${path} has no text in scripts/documents/setting-texts.ts`),
  ...Object.keys(SETTING_TEXTS)
    .filter((path) => !told.some((setting) => setting.path === path))
    .map((path) => `scripts/documents/setting-texts.ts tells of ${path}, which is no setting`),
]

const before = readFileSync(GUIDE, 'utf8')
const groups = [...before.matchAll(TABLE)].map(([, group = '']) => group)
const after = before.replaceAll(TABLE, (_old, group: string) => {
  const rows = told.filter(({ path }) => groupOf(path) === group)
  return `${writeTable(rows, group)}\n`
})
problems.push(
  ...told
    .filter(({ path }) => groupOf(path) === undefined)
    .map(({ path }) => `${GUIDE} has no table for ${path}`),
)

if (process.argv.includes('--check')) {
  if (after !== before) problems.push(`${GUIDE} is stale: node scripts/document-settings.ts`)
} else if (after !== before) {
  writeFileSync(GUIDE, after)
  console.log(
    `${GUIDE} written: ${told.length} settings, ${tagNames.length} tags of models as well.`,
  )
}
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0

/** The table that a setting belongs to: the one whose name has most of its path. */
function groupOf(path: string): string | undefined {
  const holding = groups.filter(
    (group) => path.startsWith(`${group}.`) || path.startsWith(`${group}[]`),
  )
  return holding.toSorted((a, b) => b.length - a.length)[0]
}

function writeTable(rows: Setting[], group: string): string {
  const lines = rows.map((row) => {
    const name = row.path.slice(group.length).replace(/^\.|^\[\]\./, '')
    const text = SETTING_TEXTS[row.path] ?? ''
    return `| \`${name}\` | ${text} | ${cell(row.values)} | ${fallbackOf(row)} |`
  })
  return ['| setting | | values | default |', '|---|---|---|---|', ...lines].join('\n')
}

function fallbackOf({ fallback, isRequired }: Setting): string {
  if (isRequired) return 'needed'
  return fallback === null ? '' : `\`${cell(fallback)}\``
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`)
}
