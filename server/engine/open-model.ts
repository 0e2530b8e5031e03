import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { freemem } from 'node:os'
import { basename } from 'node:path'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { messageOf } from '../lib/thrown.ts'
import type { EngineModel, EngineOptions } from './engine-options.ts'
import type { EngineProcess } from './engine-process.ts'
import { TESTED_VERSION } from './llama-bindings.ts'
import { defaultThreads, planMemory } from './memory-plan.ts'
import { readModelFile, type ModelFile } from './model-file.ts'
import { Supervisor } from './supervisor.ts'
import { toolFormatOf } from './tool-format-of.ts'
import type { ToolFormat } from './tool-format.ts'

/** A model as the server knows it, whether or not its process runs. */
export interface OpenModel extends EngineModel {
  /** Of one conversation here, which may be less than the model could. */
  contextTokens: number
  vocabularySize: number
  isChat: boolean
  toolFormat: ToolFormat | null
  /** Changes when answers may: another file, another library. */
  fingerprint: string
  /** Why it can never be loaded; null: it can be tried. */
  problem: string | null
  supervisor: Supervisor
}

export interface OpenOptions {
  options: EngineOptions
  takeProcess: () => EngineProcess
  clock: Clock
  log: Log
}

/** Reads the file's header, and prepares a supervisor that starts nothing yet. */
export function openModel(model: EngineModel, { options, ...rest }: OpenOptions): OpenModel {
  const { file, sizeBytes, problem } = inspect(model)
  const isEmbedding = model.kind === 'embedding'
  const plan = planMemory({
    modelBytes: sizeBytes,
    contextBytesPerToken: file?.contextBytesPerToken ?? 0,
    modelContextTokens: Math.min(model.contextTokens, file?.contextTokens ?? Infinity),
    freeBytes: freemem(),
    wanted: {
      sequences: isEmbedding ? 1 : (options.sequences ?? null),
      contextTokens: options.contextTokens ?? (isEmbedding ? EMBEDDING_CONTEXT_TOKENS : null),
    },
  })
  const { sequences, contextTokens } = plan
  const queueLimit = options.queueLimit ?? 128
  const settings = {
    modelPath: model.path,
    sequences,
    contextTokens,
    maxThreads: options.maxThreads ?? defaultThreads(),
    gpu: options.gpu ?? false,
  }
  const template = file?.chatTemplate ?? null
  const isChat = model.kind === 'chat' && template !== null
  return {
    ...model,
    contextTokens,
    vocabularySize: file?.vocabulary.size ?? 0,
    isChat,
    toolFormat: isChat ? toolFormatOf(template) : null,
    fingerprint: fingerprintOf(model.path, sizeBytes),
    problem,
    supervisor: new Supervisor({
      ...rest,
      log: rest.log.child({ model: model.id }),
      load: {
        type: 'load',
        kind: model.kind,
        settings,
        queueLimit,
        threads: options.threads ?? 'adaptive',
      },
      jobLimit: sequences + queueLimit,
      idleUnloadMs: options.idleUnloadMs ?? IDLE_UNLOAD_MS,
      memoryLimitBytes: plan.limitBytes,
    }),
  }
}

const IDLE_UNLOAD_MS = 15 * 60_000
/** Texts to embed are passages; a batch of them has to fit at once. */
const EMBEDDING_CONTEXT_TOKENS = 2048

function inspect({ path }: EngineModel): {
  file: ModelFile | null
  sizeBytes: number
  problem: string | null
} {
  try {
    const sizeBytes = statSync(path).size
    return { file: withoutTexts(readModelFile(path)), sizeBytes, problem: null }
  } catch (error) {
    const problem = `The model's file cannot be read: ${messageOf(error)}. Try “galerne models verify”.`
    return { file: null, sizeBytes: 0, problem }
  }
}

/** The spelling of 150,000 tokens is of use in the engine's process, not here. */
function withoutTexts(file: ModelFile): ModelFile {
  const vocabulary = { ...file.vocabulary, texts: [], special: new Map() }
  return { ...file, vocabulary }
}

function fingerprintOf(path: string, sizeBytes: number): string {
  const hash = createHash('sha256').update(`${TESTED_VERSION} ${basename(path)} ${sizeBytes}`)
  return `fp_${hash.digest('hex').slice(0, 12)}`
}
