import { z } from 'zod'
import { CreatedKey, CreateKey, KeyList, type Key, type KeyOwner } from '#wire/access.ts'
import { SubjectList } from '#wire/directory.ts'
import { CommandError, EXIT_USAGE, type Command, type Terminal } from './command.ts'
import { findLocalServer, type LocalServer } from './local-server.ts'
import { readOptions } from './options.ts'

const usage = `galerne keys create NAME [--expires 90d | --expires 2027-12-31] [--models 'mistral-*,gpt-4o']
                         [--scopes chat,embeddings] [--ip 10.0.0.0/8] [--group NAME]
                         [--service NAME | --owner-group NAME] [--jurisdiction EU]
galerne keys list
galerne keys rotate KEY [--overlap 24h]
galerne keys revoke KEY

  Keys for programs that call /v1. KEY is a key's id, its first characters, or its name.
  --models        ids of models, * for any part of one; all of them where it is left out
  --scopes        operations (chat, embeddings…) and actions (spend.read…)
  --ip            addresses or ranges that it may call from
  --group         a group whose budgets and limits count this key too
  --service, --owner-group   whose it is, if not yours
  --jurisdiction  where its data may go
  --overlap       how long the old secret works beside the new one: 0, 30m, 24h, 7d
  --data FOLDER   the data folder of the Galerne that runs, if it is not ./data
  Lists are separated by commas.`

const OPTIONS = {
  data: { type: 'string' },
  expires: { type: 'string' },
  models: { type: 'string' },
  scopes: { type: 'string' },
  ip: { type: 'string' },
  group: { type: 'string' },
  service: { type: 'string' },
  'owner-group': { type: 'string' },
  jurisdiction: { type: 'string' },
  overlap: { type: 'string' },
} as const

type Values = Partial<Record<keyof typeof OPTIONS, string>>

export const keysCommand: Command = {
  summary: 'create, list, rotate and revoke the API keys of programs',
  usage,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS, usage)
    const [verb, ...words] = positionals
    const name = words.join(' ')
    const body = verb === 'create' && name !== '' ? bodyFrom(name, values) : undefined
    const overlapSeconds = toSeconds(values.overlap ?? '24h')
    const connect = () => findLocalServer(values.data, terminal)
    if (verb === 'list' && name === '') return list(connect(), terminal)
    if (body) return create(connect(), terminal, body)
    if (verb === 'rotate' && name !== '') {
      return rotate(connect(), terminal, { wanted: name, overlapSeconds })
    }
    if (verb === 'revoke' && name !== '') return revoke(connect(), terminal, name)
    throw new CommandError(usage, EXIT_USAGE)
  },
}

function bodyFrom(name: string, values: Values): CreateKey {
  const { service, 'owner-group': ownerGroup, jurisdiction } = values
  if (service !== undefined && ownerGroup !== undefined) {
    throw new CommandError('A key is a service’s or a group’s, not both.', EXIT_USAGE)
  }
  const owner =
    service !== undefined
      ? { kind: 'service', id: service }
      : ownerGroup !== undefined && { kind: 'group', id: ownerGroup }
  const jurisdictions = toList(jurisdiction)
  const parsed = CreateKey.safeParse({
    name,
    expiresAt: toInstant(values.expires),
    models: toList(values.models),
    scopes: toList(values.scopes),
    ipRanges: toList(values.ip),
    group: values.group ?? null,
    tags: jurisdictions && { jurisdictions },
    ...(owner && { owner }),
  })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const flag = FLAGS[String(issue?.path[0])] ?? 'NAME'
  throw new CommandError(`${flag} is wrong: ${issue?.message ?? 'it cannot be read'}.`, EXIT_USAGE)
}

const FLAGS: Record<string, string> = {
  models: '--models',
  scopes: '--scopes',
  ipRanges: '--ip',
  group: '--group',
  owner: '--service or --owner-group',
  tags: '--jurisdiction',
}

function toList(text: string | undefined): string[] | null {
  return text === undefined ? null : text.split(',').map((word) => word.trim())
}

async function create(server: LocalServer, terminal: Terminal, wish: CreateKey): Promise<number> {
  const { owner, group } = wish
  const body: CreateKey = {
    ...wish,
    ...(owner && { owner: { ...owner, id: await idOf(server, owner) } }),
    ...(group && { group: await idOf(server, { kind: 'group', id: group }) }),
  }
  const key = await server.call({ method: 'POST', path: '/api/keys', body, answer: CreatedKey })
  terminal.note(`The key “${key.name}”. It is shown this once:`)
  terminal.print(key.secret)
  return 0
}

/** Of a group or service account that is known by its name or its id. */
async function idOf(server: LocalServer, { kind, id: wanted }: KeyOwner): Promise<string> {
  const query = new URLSearchParams({ kind, q: wanted })
  const path = `/api/subjects?${query.toString()}`
  const { subjects } = await server.call({ method: 'GET', path, answer: SubjectList })
  const found = subjects.find(({ name }) => name === wanted)
  if (found) return found.id
  if (z.uuid().safeParse(wanted).success) return wanted
  const what = kind === 'group' ? 'group' : 'service account'
  throw new CommandError(`There is no ${what} “${wanted}”. Make it under Administration first.`)
}

async function list(server: LocalServer, terminal: Terminal): Promise<number> {
  const keys = await listKeys(server)
  if (keys.length === 0) terminal.note('There are no keys. Make one: galerne keys create NAME')
  // The name comes last: it may be in any script, whose width in a terminal nobody knows.
  for (const key of keys) {
    const expires = key.expiresAt ? `expires ${day(key.expiresAt)}` : 'never expires'
    const used = key.lastUsedAt ? `used ${day(key.lastUsedAt)}` : 'never used'
    const state = key.isDisabled ? ' (disabled)' : ''
    const facts = [key.id, `${key.hint}…`, expires.padEnd(18), used.padEnd(15)]
    terminal.print(`${facts.join('  ')}  ${key.name}${state}`)
  }
  return 0
}

async function rotate(
  server: LocalServer,
  terminal: Terminal,
  { wanted, overlapSeconds }: { wanted: string; overlapSeconds: number },
): Promise<number> {
  const { id } = pick(await listKeys(server), wanted)
  const path = `/api/keys/${id}/rotate`
  const body = { overlapSeconds }
  const key = await server.call({ method: 'POST', path, body, answer: CreatedKey })
  const old = key.oldSecretUntil
    ? `The old secret works until ${key.oldSecretUntil}.`
    : 'The old secret no longer works.'
  terminal.note(`The new secret of the key “${key.name}”. It is shown this once. ${old}`)
  terminal.print(key.secret)
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

const UNIT_S = { m: 60, h: 3600, d: 86_400 }

function toSeconds(text: string): number {
  const [, count, unit] = /^(\d{1,4})([mhd])?$/.exec(text) ?? []
  if (count !== undefined && (unit !== undefined || count === '0')) {
    return Number(count) * (unit === 'm' || unit === 'h' || unit === 'd' ? UNIT_S[unit] : 1)
  }
  throw new CommandError(`--overlap ${text} is not a time such as 0, 30m, 24h or 7d.`, EXIT_USAGE)
}

function day(instant: string): string {
  return instant.slice(0, 10)
}
