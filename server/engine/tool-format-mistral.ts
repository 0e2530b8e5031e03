import { literal, repeated } from './grammar-builder.ts'
import { createValueScanner, type ValueScanner } from './json-value-scanner.ts'
import type { ToolCallParser, ToolEvent, ToolFormat } from './tool-format.ts'

const OPENING = '[TOOL_CALLS]'
const ARGUMENTS = '[ARGS]'
const CALL_ID = '[CALL_ID]'
const MOST_CALLS = 16

/** Mistral's format up to its tokenizer v7 (Mistral 7B, Nemo, Small 2501): a JSON list of calls. */
export const mistralListFormat: ToolFormat = {
  name: 'mistral-list',
  opening: OPENING,
  markers: [OPENING],
  addCalls(grammar, tools, isParallel) {
    const calls = tools.map(({ name, argumentsRule }) =>
      grammar.rule(
        'call',
        `${literal(`{"name": ${JSON.stringify(name)}, "arguments": `)} ${argumentsRule} "}"`,
      ),
    )
    const call = grammar.rule('some-call', calls.join(' | '))
    const more = repeated(`( ", " ${call} )`, 0, isParallel ? MOST_CALLS - 1 : 0)
    return grammar.rule('calls', `" "? "[" ${call} ${more} "]"`)
  },
  createParser: () => createOpeningParser(createListReader),
}

/** Mistral's format since its tokenizer v11 (Small 3.2, Magistral, Ministral 3): each call is its name, then its arguments. */
export const mistralNameFormat: ToolFormat = {
  name: 'mistral-name',
  opening: OPENING,
  markers: [OPENING, ARGUMENTS, CALL_ID],
  addCalls(grammar, tools, isParallel) {
    const calls = tools.map(({ name, argumentsRule }) =>
      grammar.rule('call', `${literal(name + ARGUMENTS)} ${argumentsRule}`),
    )
    const call = grammar.rule('some-call', calls.join(' | '))
    const more = repeated(`( ${literal(OPENING)} ${call} )`, 0, isParallel ? MOST_CALLS - 1 : 0)
    return grammar.rule('calls', `${call} ${more}`)
  },
  createParser: () => createOpeningParser(createNameReader),
}

/** Reads what follows an opening; text that is no call comes back as text. */
type Reader = { push(text: string): ToolEvent[]; end(): ToolEvent[] }

/** Text up to the first opening, then calls to the end. */
function createOpeningParser(createReader: () => Reader): ToolCallParser {
  let held = ''
  let reader: Reader | undefined
  return {
    push(text) {
      if (reader) return reader.push(text)
      held += text
      const start = held.indexOf(OPENING)
      if (start === -1) return show(held.length - beginningAtEnd(held))
      const events = show(start)
      reader = createReader()
      return [...events, ...reader.push(held.slice(OPENING.length))]
    },
    end: () => reader?.end() ?? show(held.length),
  }

  function show(length: number): ToolEvent[] {
    const text = held.slice(0, length)
    held = held.slice(length)
    return text === '' ? [] : [{ type: 'text', text }]
  }
}

function beginningAtEnd(text: string): number {
  let length = Math.min(OPENING.length - 1, text.length)
  while (!OPENING.startsWith(text.slice(text.length - length))) length -= 1
  return length
}

/** The list can only be understood when it is whole: an id may come before or after the name. */
function createListReader(): Reader {
  let all = ''
  return {
    push(text) {
      all += text
      return []
    },
    end() {
      try {
        const list: unknown = JSON.parse(all)
        if (Array.isArray(list) && list.every(isCall)) return list.flatMap(toEvents)
      } catch {
        // Then it was text that only began like a call.
      }
      return [{ type: 'text', text: OPENING + all }]
    },
  }
}

interface ListedCall {
  name: string
  arguments?: unknown
}

function isCall(value: unknown): value is ListedCall {
  return (
    typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
  )
}

function toEvents(call: ListedCall, index: number): ToolEvent[] {
  const given = call.arguments ?? {}
  const text = typeof given === 'string' ? given : JSON.stringify(given)
  return [
    { type: 'call', index, name: call.name },
    { type: 'arguments', index, text },
  ]
}

function createNameReader(): Reader {
  let held = ''
  let index = 0
  let value: ValueScanner | undefined
  return {
    push(text) {
      held += text
      const events: ToolEvent[] = []
      for (let more = step(); more; more = step()) events.push(...more)
      return events
    },
    end: () => (held.trim() === '' ? [] : [{ type: 'text', text: held }]),
  }

  function step(): ToolEvent[] | null {
    if (value) return readArguments(value)
    const at = held.indexOf(ARGUMENTS)
    if (at === -1) return null
    const head = held.slice(0, at).replaceAll(OPENING, '')
    held = held.slice(at + ARGUMENTS.length)
    value = createValueScanner()
    // v11 puts its own id between the name and the arguments; ours replaces it.
    const [name = ''] = head.split(CALL_ID)
    return [{ type: 'call', index, name: name.trim() }]
  }
  function readArguments(scanner: ValueScanner): ToolEvent[] | null {
    if (held === '') return null
    const text = scanner.push(held)
    held = held.slice(text.length)
    const events: ToolEvent[] = text === '' ? [] : [{ type: 'arguments', index, text }]
    if (!scanner.isDone()) return events
    value = undefined
    index += 1
    return events
  }
}
