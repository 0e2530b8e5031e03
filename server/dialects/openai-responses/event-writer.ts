import type { AppError } from '#server/lib/app-error.ts'
import { formatSse } from '#server/lib/sse.ts'
import type { ChatEvent, FinishReason, TokenUsage } from '../conversation.ts'
import type { About, EventWriter } from '../dialect.ts'
import { errorCodeFor, errorFields } from './errors.ts'
import { createItemWriter } from './item-writer.ts'
import { createNames, endFor, writeResponse, type ResponseState } from './response-object.ts'
import { wantsSummary } from './write-answer.ts'

/**
 * A stream as the Responses API sends it: each event named, numbered, and with the whole item again where one is done.
 * Shapes: `ResponseStreamEvent` of the npm package `openai`.
 */
export function createEventWriter(about: About): EventWriter {
  const names = createNames(about)
  let sequence = 0
  let hasStarted = false
  let hasRefusal = false
  let finish: FinishReason = 'other'
  let usage: TokenUsage | null = null
  const emit = (type: string, fields: object): string => {
    const data = JSON.stringify({ type, sequence_number: sequence, ...fields })
    sequence += 1
    return formatSse(data, { event: type })
  }
  const items = createItemWriter({ emit, nextId: names.next, wantsSummary: wantsSummary(about) })
  const snapshot = (state: Partial<ResponseState> & Pick<ResponseState, 'status'>) => ({
    response: writeResponse(about, names.response, { output: items.output, usage, ...state }),
  })
  const start = (): string => {
    if (hasStarted) return ''
    hasStarted = true
    const response = snapshot({ status: 'in_progress', output: [] })
    return emit('response.created', response) + emit('response.in_progress', response)
  }
  const end = (): string => {
    const state = endFor(finish, hasRefusal)
    const last = items.close(state.status === 'completed' ? 'completed' : 'incomplete')
    return last + emit(`response.${state.status}`, snapshot(state))
  }
  return {
    write(event: ChatEvent): string {
      switch (event.type) {
        case 'start':
          return start()
        case 'text':
        case 'refusal':
        case 'reasoning':
        case 'tool-call':
        case 'citation':
          if (event.choice !== 0) return ''
          hasRefusal ||= event.type === 'refusal'
          return start() + items.write(event)
        case 'finish':
          if (event.choice === 0) finish = event.reason
          return ''
        case 'usage':
          ;({ usage } = event)
          return ''
        case 'ping':
          return hasStarted ? ': still here\n\n' : ''
        case 'done':
          return start() + end()
        case 'foreign':
        case 'error':
          break
      }
      return ''
    },
    fail(error: AppError): string {
      const said = { code: errorCodeFor(error), message: error.message }
      const before = start() + items.close('incomplete')
      const failed = emit('response.failed', snapshot({ status: 'failed', error: said }))
      return `${before}${failed}${emit('error', errorFields(error))}`
    },
  }
}
