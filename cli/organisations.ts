import {
  CreatedOrganisation,
  InstalledOrganisation,
  InstalledOrganisationList,
} from '#wire/organisations.ts'
import { SignInLink } from '#wire/access.ts'
import { CommandError, EXIT_USAGE, type Command, type Terminal } from './command.ts'
import { findLocalServer, type LocalServer } from './local-server.ts'
import { readOptions } from './options.ts'

const usage = `galerne organisations create NAME
galerne organisations list
galerne organisations rename ORGANISATION NAME
galerne organisations sign-in-link ORGANISATION

  Several organisations in one Galerne: nobody of one sees anything of another.
  ORGANISATION is an id, its first characters, or a name.
  create         prints a link that signs in its first owner: once, within 15 minutes
  sign-in-link   the same again, for an owner of an organisation that exists
  --data FOLDER  the data folder of the Galerne that runs, if it is not ./data`

export const organisationsCommand: Command = {
  summary: 'create, list and rename the organisations of this installation',
  usage,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { data: { type: 'string' } }, usage)
    const [verb, ...words] = positionals
    const [first = '', ...rest] = words
    const server = () => findLocalServer(values.data, terminal)
    if (verb === 'list' && words.length === 0) return list(server(), terminal)
    if (verb === 'create' && first !== '') return create(server(), terminal, words.join(' '))
    if (verb === 'rename' && rest.length > 0) {
      return rename(server(), terminal, { wanted: first, name: rest.join(' ') })
    }
    if (verb === 'sign-in-link' && first !== '') return link(server(), terminal, words.join(' '))
    throw new CommandError(usage, EXIT_USAGE)
  },
}

const PATH = '/api/installation/organisations'

async function list(server: LocalServer, terminal: Terminal): Promise<number> {
  for (const { id, name, createdAt } of await listAll(server)) {
    terminal.print(`${id}  ${createdAt.slice(0, 10)}  ${name}`)
  }
  return 0
}

async function create(server: LocalServer, terminal: Terminal, name: string): Promise<number> {
  const { organisation, signInUrl } = await server.call({
    method: 'POST',
    path: PATH,
    body: { name },
    answer: CreatedOrganisation,
  })
  terminal.note(`“${organisation.name}” is there: ${organisation.id}`)
  terminal.note('This link signs in its first owner, once, within 15 minutes:')
  terminal.print(signInUrl)
  return 0
}

async function rename(
  server: LocalServer,
  terminal: Terminal,
  { wanted, name }: { wanted: string; name: string },
): Promise<number> {
  const { id } = await findOrganisation(server, wanted)
  const path = `${PATH}/${id}`
  const body = { name }
  const renamed = await server.call({ method: 'POST', path, body, answer: InstalledOrganisation })
  terminal.note(`It is called “${renamed.name}” now.`)
  return 0
}

async function link(server: LocalServer, terminal: Terminal, wanted: string): Promise<number> {
  const { id } = await findOrganisation(server, wanted)
  const path = `${PATH}/${id}/sign-in-links`
  const { url } = await server.call({ method: 'POST', path, answer: SignInLink })
  terminal.print(url)
  return 0
}

async function listAll(server: LocalServer): Promise<InstalledOrganisation[]> {
  const answer = InstalledOrganisationList
  return (await server.call({ method: 'GET', path: PATH, answer })).organisations
}

/** Exactly one: its id, the first characters of that, or its name. */
export async function findOrganisation(
  server: LocalServer,
  wanted: string,
): Promise<InstalledOrganisation> {
  const isIt = ({ id, name }: InstalledOrganisation) =>
    name === wanted || (wanted.length >= 4 && id.startsWith(wanted.toLowerCase()))
  const [found, another] = (await listAll(server)).filter(isIt)
  if (!found) {
    throw new CommandError(
      `There is no organisation “${wanted}”. See “galerne organisations list”.`,
    )
  }
  if (another) throw new CommandError(`Several organisations are “${wanted}”. Give the id of one.`)
  return found
}
