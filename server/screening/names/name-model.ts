import { createHash } from 'node:crypto'
import type { Classification } from '#wire/classification.ts'
import type { NameModel } from '#wire/screening.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Finding } from '../detect/finding.ts'
import { nameRequest, readNames } from './ask-for-names.ts'

/** Whose words are looked at: the look is a call in their name. */
export interface Asking {
  principal: Principal
  classification: Classification
  purpose?: string | undefined
  signal?: AbortSignal | undefined
}

/** Asks a model on the organisation's own machines; never another one. Gives the answer as OpenAI's chat has it. */
export type AskOwnModel = (
  asking: Asking & { body: Buffer; signal: AbortSignal },
) => Promise<unknown>

export interface NameFinder {
  /** By text. Throws where one of them could not be looked at in time. */
  find(texts: readonly string[], model: NameModel, asking: Asking): Promise<Finding[][]>
}

/** What a small model reads at once without losing its way. */
const WINDOW = 3000
/** A name that stands on a border is whole in the next window. */
const OVERLAP = 120
/** Of one call. More cannot be looked at while somebody waits. */
const MOST_WINDOWS = 40
const AT_ONCE = 2
/** Texts of which it is known what they hold: a conversation is sent whole with each question. */
const MOST_KNOWN = 5000

/** Remembers where names stand, by the hash of the text: neither texts nor names are kept. */
export function createNameFinder(ask: AskOwnModel): NameFinder {
  const known = new Map<string, Finding[]>()
  const look = async (text: string, model: NameModel, asking: Asking & { signal: AbortSignal }) => {
    const key = keyOf(text, model, asking)
    const before = known.get(key)
    if (before) return before
    const body = Buffer.from(JSON.stringify(nameRequest(text, model.model)))
    const found = readNames(await ask({ ...asking, body }), text)
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(key, found)
    return found
  }
  return {
    async find(texts, model, asking) {
      const windows = texts.flatMap((text, index) =>
        windowsOf(text).map((part) => ({ ...part, index })),
      )
      if (windows.length > MOST_WINDOWS) {
        throw new AppError('invalid_request', 'This is too long for a model to look for names in.')
      }
      const found: Finding[][] = texts.map(() => [])
      const ending = new AbortController()
      const signal = AbortSignal.any([
        AbortSignal.timeout(model.timeoutMs),
        ending.signal,
        ...(asking.signal ? [asking.signal] : []),
      ])
      const queue = windows[Symbol.iterator]()
      const worker = async () => {
        for (const { text, shift, index } of queue) {
          const spans = await look(text, model, { ...asking, signal })
          for (const one of spans) {
            found[index]?.push({ ...one, start: one.start + shift, end: one.end + shift })
          }
        }
      }
      const work = Promise.all(Array.from({ length: AT_ONCE }, worker))
      try {
        await Promise.race([work, aborted(signal)])
      } finally {
        // Whatever is still under way is of no use any more.
        ending.abort()
        work.catch(() => undefined)
      }
      return found
    },
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = () =>
      reject(new AppError('provider_timeout', 'The model for names took too long.'))
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })
}

/** Of one organisation and one model: what another one's model said is nothing to it. */
function keyOf(text: string, { model }: NameModel, { principal }: Asking): string {
  return createHash('sha256')
    .update(`${principal.tenantId}\n${model}\n`)
    .update(text)
    .digest('base64')
}

/** Pieces that end between words. */
function windowsOf(text: string): { text: string; shift: number }[] {
  if (!/\p{L}{2}/u.test(text)) return []
  const pieces: { text: string; shift: number }[] = []
  for (let from = 0; from < text.length;) {
    const to = from + WINDOW >= text.length ? text.length : borderBefore(text, from + WINDOW)
    pieces.push({ text: text.slice(from, to), shift: from })
    if (to === text.length) break
    from = Math.max(from + 1, borderBefore(text, to - OVERLAP))
  }
  return pieces
}

function borderBefore(text: string, at: number): number {
  for (let back = 0; back < 80; back += 1) {
    if (/\s/.test(text[at - back] ?? '')) return at - back
  }
  return at
}
