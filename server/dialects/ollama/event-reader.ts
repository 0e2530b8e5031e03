import type { ChatEvent } from '../conversation.ts'
import type { EventReader, Frame } from '../dialect.ts'
import { asRecord, textIn } from '../lenient.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { createdIn, finishFrom, logprobsIn, readLine, usageFrom } from './read-line.ts'

type Kind = 'reasoning' | 'text' | 'tool-call'

/** Reads the lines of `/api/chat`: each has the next piece, the last says `done` and counts the tokens. */
export function createEventReader(): EventReader {
  let part = -1
  let kind: Kind | null = null
  let calls = 0
  let hasStarted = false
  const at = (next: Kind) => {
    if (next === 'tool-call' || next !== kind) part += 1
    kind = next
    return { choice: 0, part }
  }
  return {
    read({ data }: Frame): ChatEvent[] {
      const line = asRecord(parseJson(data))
      if (!line) return []
      const { error } = line
      if (error !== undefined && error !== null) {
        return [{ type: 'error', error: typeof error === 'string' ? { message: error } : error }]
      }
      const events: ChatEvent[] = []
      if (!hasStarted) {
        hasStarted = true
        const model = textIn(line, 'model') ?? null
        events.push({ type: 'start', id: null, model, created: createdIn(line) })
      }
      const said = readLine(line, calls)
      if (said.thinking !== '') {
        events.push({ type: 'reasoning', ...at('reasoning'), text: said.thinking })
      }
      if (said.text !== '') {
        events.push({ type: 'text', ...at('text'), text: said.text, ...logprobsIn(line) })
      }
      for (const { type: _type, ...call } of said.calls) {
        events.push({ type: 'tool-call', ...at('tool-call'), ...call })
      }
      calls += said.calls.length
      if (line.done !== true) return events
      events.push({ type: 'finish', choice: 0, reason: finishFrom(line, calls > 0) })
      const usage = usageFrom(line)
      if (usage) events.push({ type: 'usage', usage })
      return [...events, { type: 'done' }]
    },
  }
}
