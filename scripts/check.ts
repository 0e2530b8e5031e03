import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { stripVTControlCharacters as plain } from 'node:util'

/** One thing that a tool can see: a command that ends with 0 when all is well. */
interface Check {
  name: string
  /** A program of node_modules/.bin, or a file for Node. */
  command: [program: string, ...args: string[]]
  isTest?: boolean
}

const CHECKS: Check[] = [
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'types of server, CLI and scripts', command: ['tsc', '--project', 'tsconfig.json'] },
  { name: 'types of the web app', command: ['tsc', '--project', 'web/tsconfig.json'] },
  { name: 'messages in every language', command: ['scripts/check-catalogues.ts'] },
  { name: 'paths named in the documents', command: ['scripts/check-documents.ts'] },
  {
    name: 'settings in the documents',
    command: ['scripts/document-settings.ts', '--check'],
  },
  { name: 'lockfile, licences, addresses and machine paths', command: ['scripts/check-tree.ts'] },
  { name: 'layers, sizes and names', command: ['test/tidy.test.ts'], isTest: true },
]

/**
 * Runs every check and prints a line for each, with the tool's own words where one fails.
 * @param options `areTestsApart`: leave out what `npm test` runs anyway.
 */
export async function runChecks(options: { areTestsApart?: boolean } = {}) {
  const counts = { passed: 0, failed: 0 }
  console.log('Checks')
  for (const check of CHECKS.filter(({ isTest }) => !(isTest && options.areTestsApart))) {
    const startedAt = Date.now()
    const { code, output } = await run(check.command)
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
    counts[code === 0 ? 'passed' : 'failed'] += 1
    console.log(`  ${code === 0 ? '✓' : '✗'} ${check.name}  ${seconds} s`)
    if (code !== 0) console.log(plain(output).trim().replaceAll(/^/gm, '      '))
  }
  return counts
}

async function run([program, ...args]: Check['command']): Promise<{
  code: number
  output: string
}> {
  const isFile = program.endsWith('.ts')
  const [command, ...rest] = isFile
    ? [process.execPath, program, ...args]
    : [join('node_modules', '.bin', program), ...args]
  const child = spawn(command ?? '', rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      output += error.message
      resolve(127)
    })
    child.on('close', (status) => resolve(status ?? 1))
  })
  return { code, output }
}

if (import.meta.main) {
  const { passed, failed } = await runChecks()
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
}
