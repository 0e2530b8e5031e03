import { findLanguage } from './language-names.ts'
import type { HighlightSpan } from './spans.ts'

const MAX_CODE_CHARS = 60_000
const MAX_KEPT = 200
const TIMEOUT_MS = 2000

type Spans = HighlightSpan[] | undefined
type Job = { code: string; language: string; resolve: (spans: Spans) => void }

const kept = new Map<string, HighlightSpan[]>()
const waiting: Job[] = []
let worker: Worker | undefined
let isBusy = false

/** What was coloured before, at once: a message that scrolls back into view does not flicker. */
export function findHighlight(code: string, languageName: string): Spans {
  return kept.get(keyOf(code, languageName))
}

/** Colours code in a worker. Undefined where the language is unknown, the code too long or the grammar too slow. */
export async function highlight(code: string, languageName: string): Promise<Spans> {
  const language = findLanguage(languageName)
  if (language === undefined || code.length > MAX_CODE_CHARS) return undefined
  const spans = await new Promise<Spans>((resolve) => {
    waiting.push({ code, language, resolve })
    startNext()
  })
  if (spans) keep(keyOf(code, languageName), spans)
  return spans
}

const keyOf = (code: string, languageName: string) => `${languageName}\n${code}`

function keep(key: string, spans: HighlightSpan[]): void {
  kept.set(key, spans)
  const oldest = kept.size > MAX_KEPT ? kept.keys().next().value : undefined
  if (oldest !== undefined) kept.delete(oldest)
}

function startNext(): void {
  const job = isBusy ? undefined : waiting.shift()
  if (!job) return
  isBusy = true
  const current = (worker ??= createWorker())
  const timer = setTimeout(() => finish(undefined, true), TIMEOUT_MS)
  const done = new AbortController()
  const finish = (spans: Spans, isBroken: boolean) => {
    clearTimeout(timer)
    done.abort()
    if (isBroken) {
      current.terminate()
      worker = undefined
    }
    isBusy = false
    job.resolve(spans)
    startNext()
  }
  const once = { once: true, signal: done.signal }
  current.addEventListener(
    'message',
    (event: MessageEvent<Spans>) => finish(event.data, false),
    once,
  )
  current.addEventListener('error', () => finish(undefined, true), once)
  current.postMessage({ code: job.code, language: job.language }, [])
}

function createWorker(): Worker {
  return new Worker(new URL('./highlight-worker.ts', import.meta.url), { type: 'module' })
}
