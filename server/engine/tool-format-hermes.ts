import { createBareCallReader } from './bare-call-reader.ts'
import { literal, repeated } from './grammar-builder.ts'
import { createJsonCallReader } from './json-call-reader.ts'
import type { ToolCallParser, ToolEvent, ToolFormat } from './tool-format.ts'

const OPENING = '<tool_call>'
const CLOSING = '</tool_call>'
const MOST_CALLS = 16

/** Hermes's format, which Qwen 2.5 and 3, SmolLM3 and many others were taught: JSON between `<tool_call>` tags. */
export const hermesFormat: ToolFormat = {
  name: 'hermes',
  opening: OPENING,
  markers: [],
  addCalls(grammar, tools, isParallel) {
    const calls = tools.map(({ name, argumentsRule }) =>
      grammar.rule(
        'call',
        `${literal(`{"name": ${JSON.stringify(name)}, "arguments": `)} ${argumentsRule} "}"`,
      ),
    )
    const call = grammar.rule('some-call', `"\\n" ( ${calls.join(' | ')} ) "\\n${CLOSING}"`)
    const more = repeated(`( "\\n${OPENING}" ${call} )`, 0, isParallel ? MOST_CALLS - 1 : 0)
    return grammar.rule('calls', `${call} ${more}`)
  },
  createParser,
}

function createParser(names: string[]): ToolCallParser {
  const bare = createBareCallReader(names, { opening: OPENING, closing: CLOSING })
  let text = ''
  let index = 0
  let call: ReturnType<typeof createJsonCallReader> | undefined
  return {
    push(more) {
      text += bare.push(more)
      return step(false)
    },
    end() {
      text += bare.end()
      return step(true)
    },
  }

  function step(isEnd: boolean): ToolEvent[] {
    const events: ToolEvent[] = []
    for (;;) {
      const more = call ? insideCall(isEnd) : outsideCall(isEnd)
      events.push(...more.events)
      if (!more.hasMoved) return events
    }
  }

  function outsideCall(isEnd: boolean): { events: ToolEvent[]; hasMoved: boolean } {
    const start = text.indexOf(OPENING)
    if (start !== -1) {
      const before = text.slice(0, start).trimEnd()
      text = text.slice(start + OPENING.length)
      call = createJsonCallReader(index)
      return { events: shown(before), hasMoved: true }
    }
    const end = isEnd ? text.length : text.length - heldLength(text)
    const before = text.slice(0, end)
    text = text.slice(end)
    return { events: shown(before), hasMoved: false }
  }

  function insideCall(isEnd: boolean): { events: ToolEvent[]; hasMoved: boolean } {
    if (!call) return { events: [], hasMoved: false }
    const end = text.indexOf(CLOSING)
    if (end === -1) {
      const kept = isEnd ? 0 : beginningAtEnd(text, CLOSING)
      const events = call.push(text.slice(0, text.length - kept))
      text = text.slice(text.length - kept)
      if (isEnd) events.push(...finish(call.end(), ''))
      return { events, hasMoved: false }
    }
    const events = call.push(text.slice(0, end))
    text = text.slice(end + CLOSING.length)
    if (call.isInString()) events.push(...call.push(CLOSING))
    else events.push(...finish(call.end(), CLOSING))
    return { events, hasMoved: true }
  }

  /** What was no call after all is text, shown as the model wrote it. */
  function finish(result: { events: ToolEvent[]; unread: string | null }, closing: string) {
    call = undefined
    if (result.unread !== null) return shown(OPENING + result.unread + closing)
    index += 1
    return result.events
  }
}

function shown(text: string): ToolEvent[] {
  return text === '' ? [] : [{ type: 'text', text }]
}

/** The end of the text that may yet become an opening, and the white space before it. */
function heldLength(text: string): number {
  const before = text.slice(0, text.length - beginningAtEnd(text, OPENING))
  return text.length - before.trimEnd().length
}

/** The length of the longest end of the text with which this tag begins. */
function beginningAtEnd(text: string, tag: string): number {
  let length = Math.min(tag.length - 1, text.length)
  while (!tag.startsWith(text.slice(text.length - length))) length -= 1
  return length
}
