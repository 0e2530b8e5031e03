import { z } from 'zod'
import { CreatedTicket } from '#wire/accounts.ts'
import { Person, PersonPage } from '#wire/directory.ts'
import { Role } from '#wire/roles.ts'
import { CommandError, EXIT_USAGE, type Command, type Terminal } from './command.ts'
import { findLocalServer, type LocalServer } from './local-server.ts'
import { readOptions } from './options.ts'

const usage = `galerne people list [PART OF A NAME OR ADDRESS] [--role ROLE]
galerne people invite ADDRESS [--name NAME] [--role ROLE]
galerne people suspend ADDRESS
galerne people restore ADDRESS
galerne people grant ADDRESS ROLE
galerne people revoke ADDRESS ROLE

  Who may come in, and what they may do. More can be done on the pages under Administration.
  ADDRESS        an e-mail address, or the id that “list” prints
  ROLE           ${Role.options.join(', ')}
  invite         adds somebody who is not there yet, and prints a link to hand over
  suspend        signs them out everywhere at once; their keys are refused
  --data FOLDER  the data folder of the Galerne that runs, if it is not ./data`

const OPTIONS = {
  data: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string' },
} as const

export const peopleCommand: Command = {
  summary: 'list, invite and suspend people, and give them roles',
  usage,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS, usage)
    const [verb = '', ...words] = positionals
    const role = values.role === undefined ? undefined : roleOf(values.role)
    const connect = () => findLocalServer(values.data, terminal)
    if (verb === 'list') return list({ server: connect(), terminal, q: words.join(' '), role })
    const [address = '', second] = words
    if (address === '') throw new CommandError(usage, EXIT_USAGE)
    if (verb === 'invite' && words.length === 1) {
      const { name = address.split('@')[0] ?? address } = values
      return invite({ server: connect(), terminal, address, name, role })
    }
    if ((verb === 'suspend' || verb === 'restore') && words.length === 1) {
      return setStatus({ server: connect(), terminal, address, isSuspended: verb === 'suspend' })
    }
    if ((verb === 'grant' || verb === 'revoke') && words.length === 2) {
      const given = roleOf(second ?? '')
      return changeRole({ server: connect(), terminal, address, role: given, verb })
    }
    throw new CommandError(usage, EXIT_USAGE)
  },
}

interface Wish {
  server: LocalServer
  terminal: Terminal
  address: string
}

function roleOf(text: string): Role {
  const role = Role.safeParse(text)
  if (role.success) return role.data
  throw new CommandError(
    `There is no role “${text}”. There are: ${Role.options.join(', ')}.`,
    EXIT_USAGE,
  )
}

interface ListWish extends Omit<Wish, 'address'> {
  q: string
  role: Role | undefined
}

async function list({ server, terminal, q, role }: ListWish): Promise<number> {
  let cursor: string | null = null
  do {
    const page: PersonPage = await search(server, { q, role, cursor })
    // The name comes last: it may be in any script, whose width in a terminal nobody knows.
    for (const { id, email, status, roles, name } of page.people) {
      const held = Role.options.filter((one) => roles.some((each) => each.role === one))
      const state = status === 'suspended' ? ' (suspended)' : ''
      terminal.print(
        `${id}  ${(email ?? '-').padEnd(32)}  ${(held.join(',') || '-').padEnd(20)}  ${name}${state}`,
      )
    }
    cursor = page.nextCursor
  } while (cursor !== null)
  return 0
}

async function invite(wish: Wish & { name: string; role: Role | undefined }): Promise<number> {
  const { server, terminal, address, name, role } = wish
  const known = await find(server, address)
  const body = { name, email: address, roles: role ? [role] : [] }
  const person =
    known ?? (await server.call({ method: 'POST', path: '/api/people', body, answer: Person }))
  const ticket = await server.call({
    method: 'POST',
    path: `/api/people/${person.id}/tickets`,
    body: { kind: 'invitation' },
    answer: CreatedTicket,
  })
  const sent = ticket.isSent ? ' It was sent to them as well.' : ''
  terminal.note(`This link lets ${person.name} in, once, until ${ticket.expiresAt}.${sent}`)
  terminal.print(ticket.url)
  return 0
}

async function setStatus(wish: Wish & { isSuspended: boolean }): Promise<number> {
  const { server, terminal, address, isSuspended } = wish
  const { id, name } = await get(server, address)
  const body = { status: isSuspended ? 'suspended' : 'active' }
  await server.call({ method: 'PATCH', path: `/api/people/${id}`, body, answer: Person })
  terminal.note(
    isSuspended
      ? `${name} is suspended: signed out everywhere, and their keys are refused.`
      : `${name} may come in again.`,
  )
  return 0
}

async function changeRole(wish: Wish & { role: Role; verb: 'grant' | 'revoke' }): Promise<number> {
  const { server, terminal, address, role, verb } = wish
  const { id, name } = await get(server, address)
  const path = `/api/people/${id}/roles`
  const answer = z.undefined()
  if (verb === 'grant') await server.call({ method: 'POST', path, body: { role }, answer })
  else await server.call({ method: 'DELETE', path: `${path}/${role}`, answer })
  terminal.note(`${name} ${verb === 'grant' ? 'has' : 'no longer has'} the role “${role}”.`)
  return 0
}

async function get(server: LocalServer, address: string): Promise<Person> {
  const found = await find(server, address)
  if (found) return found
  throw new CommandError(`There is nobody with “${address}”. See “galerne people list”.`)
}

/** Exactly that one: suspending the wrong person stops somebody's work. */
async function find(server: LocalServer, address: string): Promise<Person | undefined> {
  const wanted = address.toLowerCase()
  const isId = z.uuid().safeParse(address).success
  if (isId) {
    return server.call({ method: 'GET', path: `/api/people/${wanted}`, answer: Person })
  }
  const { people } = await search(server, { q: address, cursor: null })
  return people.find(({ email }) => email === wanted)
}

interface Search {
  q: string
  role?: Role | undefined
  cursor: string | null
}

function search(server: LocalServer, { q, role, cursor }: Search): Promise<PersonPage> {
  const query = new URLSearchParams({
    limit: '200',
    ...(q !== '' && { q }),
    ...(role && { role }),
    ...(cursor !== null && { cursor }),
  })
  return server.call({ method: 'GET', path: `/api/people?${query.toString()}`, answer: PersonPage })
}
