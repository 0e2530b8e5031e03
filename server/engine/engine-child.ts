import { writeFileSync } from 'node:fs'
import { messageOf } from '../lib/thrown.ts'
import {
  ContractError,
  createLlamaAdapter,
  createLlamaEmbedder,
  loadLlamaLibrary,
} from './llama-adapter.ts'
import type { AdapterSettings, EmbeddingAdapter, EngineAdapter } from './adapter.ts'
import { createPromptWriter } from './chat-prompt.ts'
import { coresFor, createCpuMeter } from './cpu-meter.ts'
import { createEmbedQueue } from './embed-queue.ts'
import type {
  ChatJob,
  EngineEvent,
  EngineJob,
  FromChild,
  LoadMessage,
  ToChild,
} from './engine-messages.ts'
import { readModelFile, type ModelFile } from './model-file.ts'
import { createScheduler, toFailure } from './scheduler.ts'
import { chooseThreadCount } from './thread-policy.ts'

/**
 * The program of an engine process: loads one model, answers the jobs that its parent sends, and ends when the parent does.
 * A crash in here costs the answers in flight, never the server.
 */
interface Engine {
  take(job: EngineJob): Promise<void>
  cancel(id: string): void
  load(): { running: number; steps: number }
}

const PULSE_MS = 500
/** From the first moment on, so that it knows the neighbours when the model is loaded. */
const meter = createCpuMeter()
let engine: Engine | undefined

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only our own parent writes to this channel
process.on('message', (message) => receive(message as ToChild))
// Nothing here is worth saving, and a forward pass under way would keep an ordinary exit waiting.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
letTheKernelChooseUsFirst()
await loadLlamaLibrary(false).catch(() => {})
send({ type: 'started' })

function receive(message: ToChild): void {
  if (message.type === 'load') void load(message)
  else if (message.type === 'close') process.kill(process.pid, 'SIGKILL')
  else if (message.type === 'cancel') engine?.cancel(message.id)
  else engine?.take(message).catch((error) => emit([failed(message.id, error)]))
}

async function load(message: LoadMessage): Promise<void> {
  const startedAtMs = performance.now()
  try {
    const { settings } = message
    const opened = message.kind === 'chat' ? await openChat(settings) : await openEmbedder(settings)
    engine =
      'file' in opened ? createChatEngine(opened, message) : createEmbedQueue(opened.adapter, emit)
    setInterval(pulse, PULSE_MS)
    const loadMs = Math.round(performance.now() - startedAtMs)
    send({ type: 'ready', adapter: opened.adapter.kind, loadMs })
  } catch (error) {
    send({ type: 'unloadable', reason: messageOf(error) })
  }
}

interface OpenedChat {
  adapter: EngineAdapter
  file: ModelFile
}

async function openChat(settings: AdapterSettings): Promise<OpenedChat> {
  let file: ModelFile | undefined
  // Read while the library loads the weights, which is another thread's work.
  const readFile = () => (file ??= readModelFile(settings.modelPath))
  try {
    return { adapter: await createLlamaAdapter(settings, readFile), file: readFile() }
  } catch (error) {
    if (!(error instanceof ContractError)) throw error
    process.stderr.write(`falling back to the public interface: ${error.message}\n`)
    // A quarter of a second to import, and hardly ever needed.
    const { createPublicAdapter } = await import('./llama-public-adapter.ts')
    return { adapter: await createPublicAdapter(settings, readFile()), file: readFile() }
  }
}

async function openEmbedder(settings: AdapterSettings): Promise<{ adapter: EmbeddingAdapter }> {
  return { adapter: await createLlamaEmbedder(settings, readModelFile(settings.modelPath)) }
}

function createChatEngine({ adapter, file }: OpenedChat, message: LoadMessage): Engine {
  const { settings, queueLimit } = message
  const scheduler = createScheduler({
    adapter,
    emit,
    queueLimit,
    now: () => performance.now(),
    chooseThreads:
      message.threads === 'fixed' ? () => settings.maxThreads : adaptiveThreads(settings),
  })
  const prompts = createPromptWriter(adapter, file)
  const beingWritten = new Set<string>()
  return { take, load: () => scheduler.load(), cancel }

  async function take(job: EngineJob): Promise<void> {
    if (job.type === 'count') {
      const promptTokens = await prompts.count(job.prompt)
      emit([{ id: job.id, type: 'counted', promptTokens }])
      return
    }
    if (job.type !== 'chat') return
    if (scheduler.load().running === 0) meter.rest()
    checkGrammars(adapter, job)
    beingWritten.add(job.id)
    const prompt = await prompts.write(job.prompt).catch((error) => {
      beingWritten.delete(job.id)
      throw error
    })
    if (!beingWritten.delete(job.id)) return
    scheduler.submit({ ...job, prompt })
    emit([{ id: job.id, type: 'accepted', promptTokens: prompt.length }])
  }
  function cancel(id: string): void {
    if (!beingWritten.delete(id)) scheduler.cancel(id)
  }
}

function adaptiveThreads({ maxThreads }: AdapterSettings): (width: number) => number {
  let threads = 1
  return (width) => {
    const others = meter.othersBusyCores()
    threads = chooseThreadCount({
      cores: coresFor(others),
      maxThreads,
      othersBusyCores: others,
      width,
      currentThreads: threads,
    })
    return threads
  }
}

/** A grammar that does not compile is the caller's mistake: said before anything is answered. */
function checkGrammars(adapter: EngineAdapter, { sampling, trigger }: ChatJob): void {
  for (const grammar of [sampling.grammar, trigger?.grammar ?? null]) {
    if (grammar !== null) adapter.createSampler({ ...sampling, grammar }).dispose()
  }
}

function failed(id: string, error: unknown): EngineEvent {
  return { id, type: 'failed', error: toFailure(error) }
}

function emit(events: EngineEvent[]): void {
  send({ type: 'events', events })
}

function pulse(): void {
  const { running, steps } = engine?.load() ?? { running: 0, steps: 0 }
  // So that a first step knows whom it has beside it.
  if (running === 0) meter.rest()
  send({ type: 'pulse', rssBytes: process.memoryUsage.rss(), running, steps })
}

function send(message: FromChild): void {
  if (process.connected) process.send?.(message)
}

/** Where memory runs out, Linux ends the engine and not the server. */
function letTheKernelChooseUsFirst(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '500')
  } catch {
    // Not Linux, or not allowed: then the kernel's own choice stands.
  }
}
