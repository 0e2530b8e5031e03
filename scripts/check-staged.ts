import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The pre-commit hook: format, lint and layers of what is staged. Types and the rest: `npm run check`. */
const staged = execFileSync(
  'git',
  ['diff', '--cached', '--name-only', '--diff-filter=ACMR', '-z'],
  {
    encoding: 'utf8',
  },
)
  .split('\0')
  .filter((path) => /\.(ts|tsx|mjs|css|json)$/.test(path) && existsSync(path))

const isGreen =
  staged.length === 0 ||
  [
    run('oxfmt', ['--check', '--no-error-on-unmatched-pattern', ...staged]),
    run(
      'oxlint',
      staged.filter((path) => /\.(ts|tsx|mjs)$/.test(path)),
    ),
    run(process.execPath, ['--test', '--test-reporter=dot', 'test/tidy.test.ts']),
  ].every(Boolean)

if (!isGreen) console.error('\nNothing was committed. Mend it (npx oxfmt FILE mends the format).')
process.exitCode = isGreen ? 0 : 1

function run(program: string, args: string[]): boolean {
  if (args.length === 0) return true
  const command = program === process.execPath ? program : join('node_modules', '.bin', program)
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) console.error([stdout, stderr].filter(Boolean).join('\n').trim())
  return status === 0
}
