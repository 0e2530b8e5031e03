import { readFileSync } from 'node:fs'
import { AppError } from '#server/lib/app-error.ts'
import { findNearest } from '#server/lib/nearest.ts'
import { CommandError, EXIT_USAGE, type Command, type Terminal } from './command.ts'
import { auditCommand } from './audit.ts'
import { drillCommand } from './drill.ts'
import { keysCommand } from './keys.ts'
import { modelsEntry } from './models-command.ts'
import { organisationCommand } from './organisation.ts'
import { organisationsCommand } from './organisations.ts'
import { peopleCommand } from './people.ts'
import { provenanceCommand } from './provenance.ts'
import { reloadCommand } from './reload.ts'
import { secretsCommand } from './secrets.ts'
import { signInLinkCommand } from './sign-in-link.ts'

const COMMANDS: Record<string, Command> = {
  audit: auditCommand,
  drill: drillCommand,
  keys: keysCommand,
  models: modelsEntry,
  organisation: organisationCommand,
  organisations: organisationsCommand,
  people: peopleCommand,
  provenance: provenanceCommand,
  reload: reloadCommand,
  secrets: secretsCommand,
  'sign-in-link': signInLinkCommand,
}

/** Listed with the others, done elsewhere: `start` by bin/galerne.mjs, before any TypeScript is read. */
const OTHERS: Record<string, string> = {
  start: 'start Galerne; “galerne start --help” lists its flags',
  version: 'print the version',
  help: 'print this, or more about one command',
}

/** `galerne <args>`; answers with the exit code: 0 done, 1 failed, 2 called wrongly. */
export async function runCommand(args: string[], terminal: Partial<Terminal>): Promise<number> {
  const full: Terminal = {
    print: (text) => process.stdout.write(`${text}\n`),
    note: (text) => process.stderr.write(`${text}\n`),
    environment: {},
    ...(process.stderr.isTTY && { draw: (text: string) => process.stderr.write(text) }),
    ...terminal,
  }
  try {
    return await dispatch(args, full)
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof AppError)) throw error
    full.note(error.message)
    return error instanceof CommandError ? error.exitCode : 1
  }
}

async function dispatch([name = 'help', ...rest]: string[], terminal: Terminal): Promise<number> {
  if (name === 'version' || name === '--version' || name === '-v') {
    terminal.print(readVersion())
    return 0
  }
  if (name === 'help' || name === '--help' || name === '-h') {
    const about = COMMANDS[rest[0] ?? '']
    terminal.print(about?.usage ?? usage())
    return 0
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) {
    const nearest = findNearest(name, [...Object.keys(COMMANDS), ...Object.keys(OTHERS)])
    const hint = nearest ? ` Did you mean “galerne ${nearest}”?` : `\n\n${usage()}`
    throw new CommandError(`galerne has no command “${name}”.${hint}`, EXIT_USAGE)
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.print(command.usage)
    return 0
  }
  return command.run(rest, terminal)
}

function usage(): string {
  const summaries = Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary])
  const rows = [...summaries, ...Object.entries(OTHERS)]
  const lines = rows.map(([name = '', summary = '']) => `  ${name.padEnd(14)}${summary}`)
  return `galerne <command>\n\n${lines.join('\n')}`
}

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown'
}
