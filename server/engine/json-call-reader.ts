import { createValueScanner, type ValueScanner } from './json-value-scanner.ts'
import type { ToolEvent } from './tool-format.ts'

/** Reads one `{"name": …, "arguments": {…}}` as it is written, and passes the arguments on piece by piece. */
export interface JsonCallReader {
  push(text: string): ToolEvent[]
  /** A closing tag that comes now would be part of a string. */
  isInString(): boolean
  /** `unread`: it was no call; this is all that was pushed. */
  end(): { events: ToolEvent[]; unread: string | null }
}

const HEAD =
  /^\s*\{\s*"name"\s*:\s*("(?:[^"\\]|\\.)*")\s*,\s*"(?:arguments|parameters)"\s*:\s*(?=[{["\w-])/

export function createJsonCallReader(index: number): JsonCallReader {
  let all = ''
  let scanner: ValueScanner | undefined
  let isText = false
  return {
    push(text) {
      all += text
      if (scanner) return passOn(scanner.push(text))
      const head = HEAD.exec(all)
      const name = head?.[1]
      if (!head || name === undefined) return []
      scanner = createValueScanner()
      const rest = all.slice(head[0].length)
      // Some models write their arguments as a string that holds JSON: that can only be read whole.
      isText = rest.startsWith('"')
      return [
        { type: 'call', index, name: String(JSON.parse(name)) },
        ...passOn(scanner.push(rest)),
      ]
    },
    isInString: () => scanner?.isInString() ?? false,
    end() {
      if (scanner) return { events: isText ? whole(scanner.seen()) : [], unread: null }
      const call = parseCall(all)
      if (!call) return { events: [], unread: all }
      const { name, text } = call
      return {
        events: [
          { type: 'call', index, name },
          { type: 'arguments', index, text },
        ],
        unread: null,
      }
    },
  }

  function passOn(text: string): ToolEvent[] {
    return text === '' || isText ? [] : [{ type: 'arguments', index, text }]
  }
  function whole(text: string): ToolEvent[] {
    return [{ type: 'arguments', index, text: unquoted(text) }]
  }
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text))
  } catch {
    return text
  }
}

/** The same members in any order. */
function parseCall(text: string): { name: string; text: string } | undefined {
  let call: { name?: unknown; arguments?: unknown; parameters?: unknown } | null
  try {
    call = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof call !== 'object' || typeof call?.name !== 'string') return undefined
  const given = call.arguments ?? call.parameters ?? {}
  return { name: call.name, text: typeof given === 'string' ? given : JSON.stringify(given) }
}
