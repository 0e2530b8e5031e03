import { closeSync, openSync, statfsSync, unlinkSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import type { AdapterSettings } from './adapter.ts'
import type { Bindings, NativeContext, NativeModel } from './llama-bindings.ts'

export const BATCH_TOKENS = 512

/** A context that begins short, because clearing memory for whole conversations is what a first answer would wait for. */
export interface GrowingContext {
  /** The one to compute with. It is another one after it has grown. */
  readonly current: NativeContext
  /** Makes every sequence long enough for so many tokens. Throws, and stays as it was, where there is no memory. */
  reach(tokens: number): Promise<void>
  dispose(): Promise<void>
}

interface Parts {
  library: Bindings
  model: NativeModel
  settings: AdapterSettings
  /** What the keys and values of one token take; what one sequence holds goes through a file in memory. */
  bytesPerToken: number
}

const SHORT_TOKENS = 1024

/** Throws where llama.cpp cannot allocate it. */
export async function openGrowingContext(parts: Parts): Promise<GrowingContext> {
  const { settings } = parts
  const shortTokens = settings.firstContextTokens ?? SHORT_TOKENS
  const canGrow = settings.contextTokens > 2 * shortTokens && canCarryOver(parts)
  let length = canGrow ? shortTokens : settings.contextTokens
  let current = await createContext(parts, length)
  return {
    get current() {
      return current
    },
    async reach(tokens) {
      if (tokens <= length) return
      const longer = await createContext(parts, settings.contextTokens)
      try {
        for (let id = 0; id < settings.sequences; id += 1) await carryOver(current, longer, id)
      } catch (error) {
        await longer.dispose()
        throw error
      }
      const shorter = current
      current = longer
      length = settings.contextTokens
      await shorter.dispose()
    },
    dispose: () => current.dispose(),
  }
}

async function createContext(parts: Parts, tokens: number): Promise<NativeContext> {
  const { library, model, settings } = parts
  const context = new library.AddonContext(model, {
    contextSize: tokens * settings.sequences,
    batchSize: BATCH_TOKENS,
    sequences: settings.sequences,
    threads: settings.maxThreads,
    flashAttention: 'auto',
  })
  if (!(await context.init())) throw new Error(NO_MEMORY)
  return context
}

export const NO_MEMORY =
  'llama.cpp could not allocate the context: give it fewer sequences or tokens.'

const FILES_IN_MEMORY = '/dev/shm'

function canCarryOver({ bytesPerToken, settings }: Parts): boolean {
  try {
    const { bavail, bsize } = statfsSync(FILES_IN_MEMORY)
    if (bavail * bsize < 2 * (settings.firstContextTokens ?? SHORT_TOKENS) * bytesPerToken)
      return false
    closeSync(openUnnamed())
    return true
  } catch {
    // Not Linux, or a container without it.
    return false
  }
}

/** The library knows no way from context to context but a file. This one is never on a disk, and has no name any more. */
function openUnnamed(): number {
  const path = `${FILES_IN_MEMORY}/galerne-${randomUUID()}`
  const file = openSync(path, 'wx+', 0o600)
  unlinkSync(path)
  return file
}

async function carryOver(from: NativeContext, to: NativeContext, sequence: number): Promise<void> {
  const held = from.getSequenceKvCacheMaxPosition(sequence) + 1
  if (held === 0) return
  const file = openUnnamed()
  const path = `/proc/self/fd/${file}`
  try {
    // Which tokens they are is not the library's business: our scheduler knows.
    await from.saveSequenceStateToFile(path, sequence, new Uint32Array())
    // Room for none would make it read nothing at all.
    await to.loadSequenceStateFromFile(path, sequence, 1)
  } finally {
    closeSync(file)
  }
  if (to.getSequenceKvCacheMaxPosition(sequence) + 1 !== held)
    throw new Error('what a sequence held was lost on its way to a longer context')
}
