import { readFileSync } from 'node:fs'
import { AuditCheckpointList, AuditState, AuditTrailPart } from '#wire/audit.ts'
import { openBundleWriter } from '#server/audit/bundle/bundle-writer.ts'
import { verifyBundle } from '#server/audit/bundle/verify-bundle.ts'
import { readNotes } from '#server/audit/bundle/read-notes.ts'
import { HASH_BYTES } from '#server/audit/trail/merkle.ts'
import { readNoteVerifier } from '#server/audit/trail/signed-note.ts'
import { createTrailVerifier, type TrailReport } from '#server/audit/verify/verify-trail.ts'
import { messageOf } from '#server/lib/thrown.ts'
import { CommandError, EXIT_USAGE, type Command, type Terminal } from './command.ts'
import { findLocalServer, type LocalServer } from './local-server.ts'
import { readOptions } from './options.ts'
import { createProgress } from './progress.ts'

const usage = `galerne audit verify [FOLDER] [--against FILE] [--key KEY] [--tsa-ca FILE]
galerne audit export FOLDER

  verify   checks the trail in FOLDER, as an export or the sink “file” writes it; without FOLDER that of the Galerne that
           runs. Says which entry is the first that is not what was signed. Exit code 1 where one is found.
  export   writes the whole trail into FOLDER; done again, what has come since.
  --against FILE  checkpoints that were kept elsewhere: they show what was cut off, rolled back or written anew
  --key KEY       the key that surely signs, as the audit page shows it; without it the first checkpoint is believed
  --tsa-ca FILE   root certificates of time-stamping authorities, in PEM
  --json          the report as JSON
  --data FOLDER   the data folder of the Galerne that runs, if it is not ./data`

const OPTIONS = {
  data: { type: 'string' },
  against: { type: 'string' },
  key: { type: 'string' },
  'tsa-ca': { type: 'string' },
  json: { type: 'boolean' },
} as const

type Values = ReturnType<typeof readOptions<typeof OPTIONS>>['values']

export const auditCommand: Command = {
  summary: 'check the audit trail, or write it into a folder',
  usage,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS, usage)
    const [what, folder, ...rest] = positionals
    if (rest.length > 0) throw new CommandError(usage, EXIT_USAGE)
    if (what === 'verify') return verify(folder, values, terminal)
    if (what === 'export' && folder !== undefined) return exportTo(folder, values, terminal)
    throw new CommandError(usage, EXIT_USAGE)
  },
}

async function verify(
  folder: string | undefined,
  values: Values,
  terminal: Terminal,
): Promise<number> {
  const elsewhere = values.against === undefined ? [] : readNotes(readText(values.against))
  if (values.against !== undefined && elsewhere.length === 0) {
    throw new CommandError(`${values.against} holds no checkpoint.`)
  }
  const started = performance.now()
  const checked =
    folder === undefined
      ? await verifyRunning(values, elsewhere, terminal)
      : await verifyFolder(folder, { values, elsewhere, terminal })
  const report = { ...checked, finding: checked.finding ?? unsignedOf(checked, elsewhere) }
  const seconds = (performance.now() - started) / 1000
  if (values.json) terminal.print(JSON.stringify({ ...report, seconds }, null, 2))
  else terminal.print(describe(report, seconds))
  return report.finding === null ? 0 : 1
}

/** Without a checkpoint anything may stand there. */
function unsignedOf(
  { checkpoints, from, size }: TrailReport,
  elsewhere: readonly string[],
): TrailReport['finding'] {
  if (checkpoints > 0 || elsewhere.length > 0 || size === from) return null
  const message = 'Nothing of it is signed: whether it was changed cannot be told.'
  return { kind: 'unsigned', sequence: null, message }
}

type Report = TrailReport & { origin?: string; keys: string[]; stamps?: string }

async function verifyFolder(
  folder: string,
  { values, elsewhere, terminal }: { values: Values; elsewhere: string[]; terminal: Terminal },
): Promise<Report> {
  const progress = createProgress(terminal)
  const authorities = values['tsa-ca'] === undefined ? [] : [readText(values['tsa-ca'])]
  try {
    const report = await verifyBundle({
      folder,
      elsewhere,
      authorities: authorities.flatMap((text) => text.match(/-----BEGIN[^]+?-----END.+/g) ?? []),
      ...(values.key !== undefined && { pinnedKey: values.key }),
      onProgress: (share, count) => progress.show(share, count),
    })
    const { last, count } = report.timeStamps
    const stamps = last
      ? `${count} time stamps, the last of ${last.at} by ${last.authority}`
      : undefined
    return { ...report, ...(stamps !== undefined && { stamps }) }
  } catch (error) {
    throw new CommandError(messageOf(error))
  } finally {
    progress.end()
  }
}

async function verifyRunning(
  values: Values,
  elsewhere: string[],
  terminal: Terminal,
): Promise<Report> {
  const server = findLocalServer(values.data, terminal)
  const state = await readState(server)
  const keys = state.keys.map(({ verifier }) => verifier)
  const checkpoints: string[] = []
  for await (const { note } of readCheckpoints(server, 0)) checkpoints.push(note)
  const progress = createProgress(terminal)
  let part = await readPart(server, 0)
  const pinned = values.key === undefined ? undefined : readNoteVerifier(values.key)
  const verifier = createTrailVerifier({
    verifiers: [...new Set([...keys, ...(pinned ? [pinned.text] : [])])].map(readNoteVerifier),
    checkpoints,
    elsewhere,
    ...(pinned && { pinnedKey: pinned.text }),
    ...(part.from > 0 && {
      prefix: { size: part.from, hashes: part.prefix.map((one) => Buffer.from(one, 'base64')) },
    }),
  })
  for (;;) {
    const hashes = Buffer.from(part.leaves, 'base64')
    for (const [at, record] of part.records.entries()) {
      verifier.add(record, hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES))
    }
    const done = part.from + part.records.length
    progress.show(state.size === 0 ? 1 : Math.min(1, done / state.size), done)
    if (part.next === null || verifier.finding) break
    part = await readPart(server, part.next)
  }
  progress.end()
  return { ...verifier.end(), origin: state.origin, keys }
}

async function exportTo(folder: string, values: Values, terminal: Terminal): Promise<number> {
  const server = findLocalServer(values.data, terminal)
  const state = await readState(server)
  let part = await readPart(server, 0)
  const { origin } = state
  const writer = openBundleWriter(folder, { origin, from: part.from, prefix: part.prefix })
  const progress = createProgress(terminal)
  writer.addKeys(state.keys.map(({ verifier }) => verifier))
  if (writer.next > part.from) part = await readPart(server, writer.next)
  if (part.from !== writer.next) {
    throw new CommandError(
      `${folder} ends with entry ${writer.next - 1}; entries after it are archived already. Export into a new folder.`,
    )
  }
  for (;;) {
    writer.addEntries(part.records)
    progress.show(state.size === 0 ? 1 : Math.min(1, writer.next / state.size), writer.next)
    if (part.next === null) break
    part = await readPart(server, part.next)
  }
  for await (const { size, note, timeStamp } of readCheckpoints(server, writer.signed)) {
    // Signed since the entries were read.
    if (size > writer.next) break
    writer.addCheckpoint(size, note)
    if (timeStamp !== null) writer.addTimeStamp(size, timeStamp)
  }
  writer.sync()
  progress.end()
  terminal.note(
    `${counted(writer.next, 'entry', 'entries')} in ${folder}. “galerne audit verify ${folder}” checks them.`,
  )
  writer.close()
  return 0
}

function readState(server: LocalServer): Promise<AuditState> {
  return server.call({ method: 'GET', path: '/api/audit', answer: AuditState })
}

function readPart(server: LocalServer, from: number): Promise<AuditTrailPart> {
  return server.call({
    method: 'GET',
    path: `/api/audit/trail?from=${from}`,
    answer: AuditTrailPart,
  })
}

async function* readCheckpoints(server: LocalServer, from: number) {
  for (let after: number | null = from; after !== null;) {
    const path = `/api/audit/checkpoints?after=${after}`
    const page: AuditCheckpointList = await server.call({
      method: 'GET',
      path,
      answer: AuditCheckpointList,
    })
    yield* page.checkpoints
    after = page.next
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${messageOf(error)}`)
  }
}

function describe(report: Report, seconds: number): string {
  const { finding, from, size, checkpoints, signedSize, signedAt, origin, keys, stamps } = report
  if (finding) return `NOT RIGHT. ${finding.message}`
  const took = seconds.toFixed(1)
  const first = from > 0 ? `, from ${from} on` : ''
  const young = size - signedSize
  return [
    `All is right: ${counted(size - from, 'entry', 'entries')}${first}, ${counted(checkpoints, 'checkpoint', 'checkpoints')}, in ${took} s.`,
    signedAt === null
      ? 'Nothing of it is signed in here.'
      : `Signed up to entry ${signedSize - 1}, at ${signedAt}; ${young} after it are younger.`,
    ...(stamps === undefined ? [] : [`${stamps}.`]),
    `Trail ${origin ?? ''}, signed with`,
    ...keys.map((key) => `  ${key}`),
    'Compare the key with the one that you were given; a checkpoint kept elsewhere (--against) shows what was cut off.',
  ].join('\n')
}

function counted(number: number, one: string, more: string): string {
  return `${number} ${number === 1 ? one : more}`
}
