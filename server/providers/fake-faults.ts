/**
 * What goes wrong, on command: written in the last message of the user, `[[fault: status=503 retry-after=2]]`, or the
 * habit of a model of the fake. The numbers of `cut`, `reset`, `stall`, `error` and `malformed` count the content pieces
 * that still come.
 */
export interface Faults {
  /** Answer with this status and an error body. */
  status?: number
  /** The error's `code`, `context_length_exceeded` for instance. */
  code?: string
  /** Of `status`: the header, as it stands. */
  'retry-after'?: string
  'retry-after-ms'?: string
  /** Only the first so many calls with this very directive go wrong. */
  times?: number
  /** Milliseconds before the first byte, and between content pieces. */
  slow?: number
  delay?: number
  /** The stream ends too soon, as if all were well. */
  cut?: number
  /** The connection breaks. */
  reset?: number
  /** Nothing more comes, until the caller goes away. */
  stall?: number
  /** An error event in the stream. */
  error?: number
  /** An event that is not JSON. */
  malformed?: number
  /** `wrong`: negative numbers; `none`: not told; `huge`: beyond what a number holds. */
  usage?: 'wrong' | 'none' | 'huge'
  /** A text of so many bytes. */
  size?: number
  /** Chunks of so many bytes, cutting characters and events anywhere. */
  split?: number
  /** `[DONE]` sent `twice`, or `never`. */
  done?: 'twice' | 'never'
  /** `never`: no finish reason is told; `length`: a limit of length is told. Of streams. */
  finish?: 'never' | 'length'
  /** `error`: an error body under status 200; `empty`: no body; `html`: a web page; `page`: one under 200; `cut`: half of the JSON. */
  body?: 'error' | 'empty' | 'html' | 'page' | 'cut'
  /** `duplicate`: the end and the usage twice; `reorder`: the usage before the end; `unknown`: events that nobody knows. */
  events?: 'duplicate' | 'reorder' | 'unknown'
  /** Bytes a second, of an answer that never seems to end. */
  drip?: number
  /**
   * Of the connection: `rst` resets it before any header, `hang` never answers, `bomb` sends a compressed answer that would
   * fill the memory. Over no socket, `bomb` is an answer that is none.
   */
  net?: 'rst' | 'hang' | 'bomb'
  /** `crlf`: CRLF line breaks; `comments`: keep-alive comments between events. */
  sse?: 'crlf' | 'comments'
}

/**
 * How to answer, on command: `[[echo]]`, `[[tool]]`, `[[tools]]`, `[[reasoning]]`, `[[lang: pl]]`, `[[fault: …]]`,
 * `[[usage: cached=10 write=4 audio=3]]` (tokens charged beside those of the prompt), `[[bill: my-test]]` (the entry's tag).
 */
export interface Directives {
  faults: Faults
  /** The directive as written: what `times` counts by. */
  faultText: string
  isEcho: boolean
  toolCalls: number
  isReasoning: boolean
  lang: string | null
  counts: Partial<Record<'cached' | 'write' | 'hour' | 'searches' | 'audio', number>>
  /** It is handled at the usual tier, whatever was asked for. */
  isDowngraded: boolean
  /** What this call is called on the bill. */
  tag: string | null
}

const NUMBERS = new Set([
  'status',
  'times',
  'slow',
  'delay',
  'cut',
  'reset',
  'stall',
  'error',
  'malformed',
  'size',
  'split',
  'drip',
  'cached',
  'write',
  'hour',
  'searches',
  'audio',
])

export function readDirectives(prompt: string, habit = ''): Directives {
  const inPrompt = /\[\[fault:([^\]]*)\]\]/.exec(prompt)?.[1] ?? ''
  const faultText = `${habit} ${inPrompt}`.trim()
  return {
    faults: faultsFrom(faultText),
    faultText,
    isEcho: prompt.includes('[[echo]]'),
    toolCalls: prompt.includes('[[tools]]') ? 2 : Number(prompt.includes('[[tool]]')),
    isReasoning: prompt.includes('[[reasoning]]'),
    lang: /\[\[lang: *([a-z]{2})\]\]/.exec(prompt)?.[1] ?? null,
    counts: faultsFrom(/\[\[usage:([^\]]*)\]\]/.exec(prompt)?.[1] ?? ''),
    isDowngraded: prompt.includes('[[downgraded]]'),
    tag: /\[\[bill: *([^\]]+)\]\]/.exec(prompt)?.[1]?.trim() ?? null,
  }
}

/** Whether the ordered fault happens this time: `times=2` means the first two calls with the very same directive. */
export function isDue({ faults, faultText }: Directives, met: Map<string, number>): boolean {
  if (faults.times === undefined) return true
  const count = (met.get(faultText) ?? 0) + 1
  met.set(faultText, count)
  return count <= faults.times
}

export function withoutDirectives(prompt: string): string {
  return prompt.replaceAll(/\[\[[^\]]*\]\]/g, '').trim()
}

function faultsFrom(text: string): Record<string, string | number> {
  const faults: Record<string, string | number> = {}
  for (const [, name = '', value = ''] of text.matchAll(/([a-z-]+)(?:=([^\s,]+))?/g)) {
    faults[name] = NUMBERS.has(name) ? Number(value || 0) : value
  }
  return faults
}
