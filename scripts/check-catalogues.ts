import { getCatalogs } from '@lingui/cli/api'
import { getConfig } from '@lingui/conf'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listCatalogueProblems } from './catalogue-problems.ts'
import { findReview } from './catalogues/reviews.ts'
import { listLiteralTexts } from './literal-texts.ts'

const ROOT = join(import.meta.dirname, '..')

/** Everything that keeps the interface from being whole in each of its languages, one sentence each. */
export async function checkCatalogues(): Promise<string[]> {
  const config = getConfig({ configPath: join(ROOT, 'lingui.config.ts') })
  const problems: string[] = []
  for (const catalog of await getCatalogs(config)) {
    const source = (await catalog.collect()) ?? {}
    for (const language of config.locales) {
      const catalogue = (await catalog.read(language)) ?? {}
      problems.push(...listCatalogueProblems(language, source, catalogue))
    }
  }
  for (const language of config.locales) {
    if (findReview(language)) continue
    problems.push(`${String(language)}: it has no review.json that says who stands for it`)
  }
  return [...problems, ...listLiterals()]
}

function listLiterals(): string[] {
  return globSync('web/**/*.tsx', { cwd: ROOT })
    .filter((path) => !/\/dist\/|\/gallery\/|\.test\.tsx$/.test(path))
    .flatMap((path) =>
      listLiteralTexts(path, readFileSync(join(ROOT, path), 'utf8')).map(
        (text) => `${path}:${text} (is in no catalogue: use Trans or t)`,
      ),
    )
}

if (import.meta.main) {
  const problems = await checkCatalogues()
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) {
    console.error('\n“npx lingui extract --clean” brings the catalogues up to date with the code.')
    process.exitCode = 1
  }
}
