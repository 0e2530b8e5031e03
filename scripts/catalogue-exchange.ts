import { readFileSync } from 'node:fs'
import { createCatalogueFiles } from './catalogues/catalogue-files.ts'
import { exportMessages, importMessages } from './catalogues/exchange.ts'
import { noteReview } from './catalogues/reviews.ts'

const HELP = `node scripts/catalogue-exchange.ts export LANGUAGE [--all]
    What is not translated yet, one message a line: id, catalogues, notes, English (tabs between). --all: everything,
    with the translation as the fifth column.
node scripts/catalogue-exchange.ts import LANGUAGE [FILE] [--reviewed-by NAME]
    Takes lines of id, a tab, translation from the file or from standard input. Names each line that it refuses.`

/** A table of messages out, and translations back in; docs in CONTRIBUTING.md. */
async function main(args: readonly string[]): Promise<number> {
  const [verb, language = '', ...rest] = args
  if (!/^[a-z]{2,3}(?:-[A-Za-z0-9]+)*$/.test(language) || language === 'en') {
    console.error(HELP)
    return 2
  }
  const files = createCatalogueFiles()
  if (verb === 'export') {
    const lines = await exportMessages(files, { language, isWhole: rest.includes('--all') })
    process.stdout.write(lines.map((line) => `${line}\n`).join(''))
    return 0
  }
  if (verb !== 'import') {
    console.error(HELP)
    return 2
  }
  const at = rest.indexOf('--reviewed-by')
  const reviewer = at === -1 ? null : (rest[at + 1] ?? null)
  const path = rest.find((_, index) => at === -1 || (index !== at && index !== at + 1))
  const text = readFileSync(path === undefined || path === '-' ? 0 : path, 'utf8')
  const report = await importMessages(files, language, text.replace(/^\uFEFF/, '').split('\n'))
  noteReview(language, reviewer)
  for (const { line, id, problem } of report.rejected) {
    console.error(`${language}: line ${line}, ${id}: ${problem}`)
  }
  const refused = new Set(report.rejected.map(({ line }) => line)).size
  console.log(`${report.taken} taken, ${refused} refused, ${report.missing} still missing`)
  return refused > 0 ? 1 : 0
}

process.exitCode = await main(process.argv.slice(2))
