import { z } from 'zod'
import { CreatedKey, KeyList, type Key } from '#wire/access.ts'
import { CommandError, EXIT_USAGE, type Command, type Terminal } from './command.ts'
import { findLocalServer, type LocalServer } from './local-server.ts'
import { readOptions } from './options.ts'

const usage = `galerne keys create NAME [--expires 90d | --expires 2027-12-31]
galerne keys list
galerne keys revoke KEY

  Keys for programs that call /v1. KEY is a key's id, its first characters, or its name.
  --data FOLDER   the data folder of the Galerne that runs, if it is not ./data`

export const keysCommand: Command = {
  summary: 'create, list and revoke the API keys of programs',
  usage,
  async run(args, terminal) {
    const options = { data: { type: 'string' }, expires: { type: 'string' } } as const
    const { values, positionals } = readOptions(args, options, usage)
    const [verb, ...words] = positionals
    const name = words.join(' ')
    const expiresAt = toInstant(values.expires)
    const connect = () => findLocalServer(values.data, terminal)
    if (verb === 'list' && name === '') return list(connect(), terminal)
    if (verb === 'create' && name !== '') return create(connect(), terminal, { name, expiresAt })
    if (verb === 'revoke' && name !== '') return revoke(connect(), terminal, name)
    throw new CommandError(usage, EXIT_USAGE)
  },
}

async function create(
  server: LocalServer,
  terminal: Terminal,
  body: { name: string; expiresAt: string | null },
): Promise<number> {
  const key = await server.call({ method: 'POST', path: '/api/keys', body, answer: CreatedKey })
  terminal.note(`The key “${key.name}”. It is shown this once:`)
  terminal.print(key.secret)
  return 0
}

async function list(server: LocalServer, terminal: Terminal): Promise<number> {
  const keys = await listKeys(server)
  if (keys.length === 0) terminal.note('There are no keys. Make one: galerne keys create NAME')
  // The name comes last: it may be in any script, whose width in a terminal nobody knows.
  for (const key of keys) {
    const expires = key.expiresAt ? `expires ${day(key.expiresAt)}` : 'never expires'
    const used = key.lastUsedAt ? `used ${day(key.lastUsedAt)}` : 'never used'
    terminal.print(
      [key.id, `${key.hint}…`, expires.padEnd(18), used.padEnd(15), key.name].join('  '),
    )
  }
  return 0
}

async function revoke(server: LocalServer, terminal: Terminal, wanted: string): Promise<number> {
  const key = pick(await listKeys(server), wanted)
  await server.call({ method: 'DELETE', path: `/api/keys/${key.id}`, answer: z.undefined() })
  terminal.note(`Revoked ${key.hint}… “${key.name}”. Calls with it are refused from now on.`)
  return 0
}

async function listKeys(server: LocalServer): Promise<Key[]> {
  const { keys } = await server.call({ method: 'GET', path: '/api/keys', answer: KeyList })
  return keys
}

/** Exactly one: revoking the wrong key stops somebody's program. */
function pick(keys: Key[], wanted: string): Key {
  const isIt = ({ id, hint, name }: Key) =>
    id === wanted || name === wanted || (hint.length <= wanted.length && wanted.startsWith(hint))
  const [found, another] = keys.filter(isIt)
  if (!found) throw new CommandError(`There is no key “${wanted}”. See “galerne keys list”.`)
  if (another) throw new CommandError(`Several keys are “${wanted}”. Give the id of one.`)
  return found
}

const DAY_MS = 24 * 60 * 60 * 1000

/** `90d` from now, or the end of a day (UTC), or an instant. */
function toInstant(expires: string | undefined): string | null {
  if (expires === undefined) return null
  const days = /^(\d{1,5})d$/.exec(expires)?.[1]
  if (days !== undefined) return new Date(Date.now() + Number(days) * DAY_MS).toISOString()
  const isDay = /^\d{4}-\d\d-\d\d$/.test(expires)
  const instant = new Date(isDay ? `${expires}T23:59:59.999Z` : expires)
  if (!Number.isNaN(instant.getTime()) && /^\d{4}-/.test(expires)) return instant.toISOString()
  throw new CommandError(
    `--expires ${expires} is neither a number of days (90d) nor a date (2027-12-31).`,
    EXIT_USAGE,
  )
}

function day(instant: string): string {
  return instant.slice(0, 10)
}
