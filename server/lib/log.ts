import { systemClock, type Clock } from './clock.ts'

export type LogFields = Record<string, unknown>

/** One JSON object a line: `at`, `level`, `message`, then the fields. Never message content, never a secret. */
export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** A log that adds these fields to every line. */
  child(fields: LogFields): Log
  /** The least important level from now on, of this log and all that were made of it; null: as at the start. */
  setLevel?(level: LogLevel | null): void
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface LogOptions {
  /** The least important level that is written. */
  level: LogLevel
  /** Takes one line, its newline included. */
  write: (line: string) => void
  clock?: Clock
  fields?: LogFields
}

export function createLog(options: LogOptions): Log {
  return logAt({ started: options.level, level: options.level }, options)
}

interface Level {
  readonly started: LogLevel
  level: LogLevel
}

function logAt(least: Level, options: LogOptions): Log {
  const { write, clock = systemClock, fields: own = {} } = options
  const at = (name: LogLevel) => (message: string, fields?: LogFields) => {
    if (LOG_LEVELS.indexOf(name) < LOG_LEVELS.indexOf(least.level)) return
    const time = new Date(clock.now()).toISOString()
    write(`${toLine({ at: time, level: name, message, ...own, ...fields })}\n`)
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => logAt(least, { ...options, fields: { ...own, ...fields } }),
    setLevel: (level) => void (least.level = level ?? least.started),
  }
}

export const silentLog: Log = createLog({ level: 'silent', write: () => {} })

/** Our own keys and links, and bearer headers, wherever they turn up: the last line of defence, not the first. */
const SECRETS = /\bgal-[\w-]{20,}|(?<=\bBearer )[\w.~+/-]{8,}|(?<=[?&]token=)[\w-]+/g

function toLine(record: LogFields): string {
  let line: string
  try {
    line = JSON.stringify(record, plain)
  } catch {
    // A field that holds itself must not take the message down with it.
    line = JSON.stringify({ at: record.at, level: record.level, message: record.message })
  }
  return line.replace(SECRETS, '***')
}

function plain(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (!(value instanceof Error)) return value
  const { name, message, stack, cause } = value
  const code = 'code' in value ? value.code : undefined
  return { name, message, code, stack, cause }
}
