import { createWriteStream, existsSync, openAsBlob, readFileSync, rmSync, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ImportProgress, PASSPHRASE_HEADER } from '#wire/exit.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { CommandError, EXIT_USAGE, type Command, type Terminal } from './command.ts'
import { findLocalServer, type LocalServer } from './local-server.ts'
import { readOptions } from './options.ts'
import { findOrganisation } from './organisations.ts'

const usage = `galerne organisation export FILE [--organisation ORGANISATION]
                                 --passphrase-file FILE | --without-secrets
galerne organisation import FILE [--passphrase-file FILE]

  A whole organisation as one archive: out of this Galerne, into another one of the same version.
  --organisation     an id, its first characters, or a name; the first one where it is left out
  --passphrase-file  the passphrase in its first line, of 12 characters or more: seals what is secret
  --without-secrets  keys of providers and what people sign in with stay behind, and are entered anew
  --data FOLDER      the data folder of the Galerne that runs, if it is not ./data`

const OPTIONS = {
  data: { type: 'string' },
  organisation: { type: 'string' },
  'passphrase-file': { type: 'string' },
  'without-secrets': { type: 'boolean' },
} as const

export const organisationCommand: Command = {
  summary: 'take a whole organisation out of this Galerne, or into it',
  usage,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS, usage)
    const [verb, file, ...rest] = positionals
    if (file === undefined || rest.length > 0) throw new CommandError(usage, EXIT_USAGE)
    const passphrase = readPassphrase(values['passphrase-file'])
    if (verb === 'import') {
      return take(findLocalServer(values.data, terminal), terminal, { file, passphrase })
    }
    const hasChosen = (passphrase === null) === (values['without-secrets'] ?? false)
    if (verb !== 'export' || !hasChosen) throw new CommandError(usage, EXIT_USAGE)
    const server = findLocalServer(values.data, terminal)
    const { id, name } = await findOrganisation(server, values.organisation ?? FIRST)
    terminal.note(`Exporting “${name}”…`)
    return give(server, terminal, { id, file, passphrase })
  },
}

/** That which every Galerne has. */
const FIRST = '00000000-0000-7000-8000-000000000001'

function readPassphrase(path: string | undefined): string | null {
  if (path === undefined) return null
  const [line = ''] = read(path).split(/\r?\n/)
  if (line.length >= 12) return line
  throw new CommandError(`The first line of ${path} is shorter than 12 characters.`)
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new CommandError(`${path} cannot be read.`)
  }
}

async function give(
  server: LocalServer,
  terminal: Terminal,
  { id, file, passphrase }: { id: string; file: string; passphrase: string | null },
): Promise<number> {
  if (existsSync(file)) throw new CommandError(`${file} exists already. Name another file.`)
  const path = `/api/installation/organisations/${id}/export`
  const headers = { 'content-type': 'application/json' }
  const response = await server.send({ path, headers, body: JSON.stringify({ passphrase }) })
  let bytes = 0
  try {
    const source = Readable.from(response.body ?? [])
    source.on('data', (chunk: Uint8Array) => {
      bytes += chunk.length
      terminal.draw?.(`\r${megabytes(bytes)} MB `)
    })
    await pipeline(source, createWriteStream(file, { mode: 0o600, flags: 'wx' }))
  } catch {
    rmSync(file, { force: true })
    throw new CommandError('The archive did not come whole, and was thrown away. Try again.')
  }
  terminal.note(`${file}: ${megabytes(bytes)} MB`)
  return 0
}

async function take(
  server: LocalServer,
  terminal: Terminal,
  { file, passphrase }: { file: string; passphrase: string | null },
): Promise<number> {
  if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`)
  terminal.note(`Importing ${file} (${megabytes(statSync(file).size)} MB)…`)
  const response = await server.send({
    path: '/api/installation/organisations/import',
    headers: {
      'content-type': 'application/gzip',
      ...(passphrase !== null && {
        [PASSPHRASE_HEADER]: Buffer.from(passphrase).toString('base64'),
      }),
    },
    body: await openAsBlob(file),
  })
  const lines = createInterface({ input: Readable.from(response.body ?? []) })
  for await (const line of lines) {
    const progress = ImportProgress.parse(parseJson(line))
    if ('error' in progress) throw new CommandError(progress.error)
    if ('imported' in progress) {
      const { organisation, rows, manifestSha256 } = progress.imported
      terminal.note(`“${organisation.name}” is here: ${rows.toLocaleString('en')} rows.`)
      terminal.print(manifestSha256)
      return 0
    }
    terminal.draw?.(
      `\r${`${progress.rows.toLocaleString('en')} rows, ${progress.table}`.padEnd(60)}`,
    )
  }
  throw new CommandError('Galerne went away in the middle. Nothing was imported; try again.')
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1)
}
