import { createRequire } from 'node:module'
import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs'

export type {
  CedarValueJson,
  EntityJson,
  EntityUidJson,
  Expr as Expression,
  PolicyJson,
  TypeAndId,
} from '@cedar-policy/cedar-wasm/nodejs'

/** One thing that is wrong with a text. Lines and columns count from 1. */
export interface PolicyProblem {
  line: number
  column: number
  message: string
  /** What would help; null: nothing is known. */
  help: string | null
}

/** Who asks the engine: decisions, or whoever reads what somebody has written. */
export type EngineUse = 'deciding' | 'reading'

const require = createRequire(import.meta.url)
const engines = new Map<EngineUse, typeof Cedar>()

/**
 * The engine: 4 MB of WebAssembly, which take some 60 ms to come alive. So it is fetched when a rule is first asked about
 * that it decides, which in an organisation without policies never happens. Synchronous, because decisions are. There are two:
 * a text that is nested so deeply that the engine's stack ends leaves it good for nothing, and must not take decisions with it.
 */
export function cedar(use: EngineUse = 'deciding'): typeof Cedar {
  const engine = engines.get(use) ?? loadEngine()
  engines.set(use, engine)
  return engine
}

/** The next one who asks gets a new one. */
export function forgetEngine(use: EngineUse): void {
  engines.delete(use)
}

/** Whether the engine that threw this can do nothing any more: a trap does not put its stack back. */
export function breaksEngine(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError')
}

function loadEngine(): typeof Cedar {
  const path = require.resolve('@cedar-policy/cedar-wasm/nodejs')
  // Else the same one would come again.
  Reflect.deleteProperty(require.cache, path)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a CommonJS module, with its own declarations
  return require(path) as typeof Cedar
}

/** What Cedar says is wrong, with the place in the text that it counts in bytes. */
export function toProblem(error: Cedar.DetailedError, text: string): PolicyProblem {
  const label = error.sourceLocations?.[0]
  const before = Buffer.from(text)
    .subarray(0, label?.start ?? 0)
    .toString()
  const lines = before.split('\n')
  const what = sayPlainly(error.message)
  const expected = label?.label
  return {
    line: lines.length,
    column: (lines.at(-1)?.length ?? 0) + 1,
    message: expected ? `${what} (${expected})` : what,
    help: error.help,
  }
}

/** Without the numbers that Cedar gives to policies, which nobody wrote. */
function sayPlainly(message: string): string {
  return message
    .replace(/^for policy `[^`]*`, /, '')
    .replace(/^failed to parse policies from string: /, '')
}
