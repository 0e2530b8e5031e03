import { formatSse } from '#server/lib/sse.ts'
import type { ChatEvent, FinishReason, TokenUsage } from '../conversation.ts'
import type { About, EventWriter } from '../dialect.ts'
import type { JsonObject } from '../json-values.ts'
import { toCitations } from './citations.ts'
import { stopTo } from './stop-reason.ts'
import { usageTo } from './usage.ts'
import { opening } from './write-answer.ts'

/** One event, under its own name, which Anthropic's clients go by. */
export function formatEvent(type: string, rest: JsonObject): string {
  return formatSse(JSON.stringify({ type, ...rest }), { event: type })
}

export const MESSAGE_STOP = formatEvent('message_stop', {})

interface Block {
  index: number
  kind: 'text' | 'thinking' | 'tool_use'
  part: number
}

/** Writes the events of a message. Its blocks follow each other; the reason to end and the usage come last, together. */
export function createEventWriter(about: About): EventWriter {
  const writer = new MessageWriter(about)
  return { write: (event) => writer.write(event) }
}

type Content = Extract<ChatEvent, { choice: number; part: number }>

class MessageWriter {
  readonly #about: About
  #hasStarted = false
  #id: string | null = null
  #blocks = 0
  #open: Block | undefined
  #finish: { reason: FinishReason; stopSequence: string | undefined } | undefined
  #usage: TokenUsage | null = null
  /** Closed blocks of calls, whose later pieces some servers send after those of others. */
  readonly #calls = new Map<number, number>()

  constructor(about: About) {
    this.#about = about
  }

  write(event: ChatEvent): string {
    switch (event.type) {
      case 'start':
        this.#id = event.id
        return this.#start()
      case 'ping':
        return this.#hasStarted ? formatEvent('ping', {}) : ''
      case 'text':
      case 'refusal':
      case 'reasoning':
      case 'tool-call':
      case 'citation':
        // Who speaks this dialect asked for one answer.
        return event.choice > 0 ? '' : this.#start() + this.#content(event)
      case 'finish':
        if (event.choice === 0) {
          this.#finish = { reason: event.reason, stopSequence: event.stopSequence }
        }
        return this.#start()
      case 'usage':
        this.#usage = event.usage
        return ''
      case 'done':
        return this.#start() + this.#close() + this.#end()
      case 'foreign':
      case 'error':
        break
    }
    return ''
  }

  /** What was counted is not known yet; the last event tells it all. */
  #start(): string {
    if (this.#hasStarted) return ''
    this.#hasStarted = true
    const rest = { content: [], stop_reason: null, stop_sequence: null, usage: usageTo(null) }
    return formatEvent('message_start', { message: { ...opening(this.#id, this.#about), ...rest } })
  }

  #content(event: Content): string {
    switch (event.type) {
      case 'text':
      case 'refusal': {
        if (event.text === '') return ''
        const delta = { type: 'text_delta', text: event.text }
        return this.#into({ kind: 'text', part: event.part }, TEXT) + this.#delta(delta)
      }
      case 'citation': {
        const citations = toCitations(event.value)
        if (citations.length === 0) return ''
        const begun = this.#into({ kind: 'text', part: event.part }, TEXT)
        return (
          begun +
          citations.map((citation) => this.#delta({ type: 'citations_delta', citation })).join('')
        )
      }
      case 'reasoning':
        return this.#thought(event)
      case 'tool-call':
        return this.#call(event)
    }
    return ''
  }

  #thought({ part, text, signature, encrypted }: Extract<Content, { type: 'reasoning' }>): string {
    if (encrypted !== undefined && text === '') {
      const block = { type: 'redacted_thinking', data: encrypted }
      return this.#close() + this.#whole(block)
    }
    if (text === '' && signature === undefined) return ''
    const begun = this.#into({ kind: 'thinking', part }, THINKING)
    const thought = text === '' ? '' : this.#delta({ type: 'thinking_delta', thinking: text })
    if (signature === undefined) return begun + thought
    return begun + thought + this.#delta({ type: 'signature_delta', signature })
  }

  #call(event: Extract<Content, { type: 'tool-call' }>): string {
    const { part, id = '', name = '', arguments: partial_json } = event
    const closed = this.#open?.part === part ? undefined : this.#calls.get(part)
    if (closed !== undefined) {
      return this.#delta({ type: 'input_json_delta', partial_json }, closed)
    }
    const block = { type: 'tool_use', id, name, input: {} }
    const begun = this.#into({ kind: 'tool_use', part }, block)
    if (this.#open) this.#calls.set(part, this.#open.index)
    if (partial_json === '') return begun
    return begun + this.#delta({ type: 'input_json_delta', partial_json })
  }

  /** Goes on with the block of this part, or begins it. */
  #into({ kind, part }: Pick<Block, 'kind' | 'part'>, content_block: JsonObject): string {
    const open = this.#open
    if (open?.kind === kind && open.part === part) return ''
    const closed = this.#close()
    const index = this.#blocks
    this.#blocks += 1
    this.#open = { index, kind, part }
    return closed + formatEvent('content_block_start', { index, content_block })
  }

  #delta(delta: JsonObject, index = this.#open?.index ?? 0): string {
    return formatEvent('content_block_delta', { index, delta })
  }

  #whole(content_block: JsonObject): string {
    const index = this.#blocks
    this.#blocks += 1
    return (
      formatEvent('content_block_start', { index, content_block }) +
      formatEvent('content_block_stop', { index })
    )
  }

  #close(): string {
    if (!this.#open) return ''
    const { index } = this.#open
    this.#open = undefined
    return formatEvent('content_block_stop', { index })
  }

  #end(): string {
    const { reason = 'other', stopSequence } = this.#finish ?? {}
    const delta = stopTo(reason, stopSequence)
    return formatEvent('message_delta', { delta, usage: usageTo(this.#usage) }) + MESSAGE_STOP
  }
}

const TEXT = { type: 'text', text: '' }
const THINKING = { type: 'thinking', thinking: '', signature: '' }
