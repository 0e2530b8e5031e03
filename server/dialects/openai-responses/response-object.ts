import type { FinishReason, TokenUsage } from '../conversation.ts'
import type { About } from '../dialect.ts'
import { asRecord } from '../lenient.ts'
import { writeUsage } from './usage.ts'

export interface ResponseState {
  status: 'in_progress' | 'completed' | 'incomplete' | 'failed'
  output: object[]
  usage?: TokenUsage | null
  /** `incomplete_details.reason`. */
  incompleteFor?: string
  error?: { code: string; message: string }
}

/** Names of things in one response: unique in it, and the same whenever they are made again. */
export function createNames({ requestId }: About): {
  response: string
  next: (kind: string) => string
} {
  const stem = requestId.replaceAll('-', '')
  let count = 0
  return {
    response: `resp_${stem}`,
    next(kind) {
      count += 1
      return `${kind}_${stem}${count.toString().padStart(3, '0')}`
    },
  }
}

/** The response object, with what it repeats of the request. We keep none, and say so: `store` is false. */
export function writeResponse(about: About, id: string, state: ResponseState): object {
  const said = about.call.said ?? {}
  const reasoning = asRecord(said.reasoning)
  return {
    id,
    object: 'response',
    created_at: about.created,
    status: state.status,
    background: false,
    error: state.error ?? null,
    incomplete_details: state.incompleteFor ? { reason: state.incompleteFor } : null,
    instructions: said.instructions ?? null,
    max_output_tokens: said.max_output_tokens ?? null,
    max_tool_calls: said.max_tool_calls ?? null,
    model: about.model,
    output: state.output,
    parallel_tool_calls: said.parallel_tool_calls ?? true,
    previous_response_id: null,
    reasoning: { effort: reasoning?.effort ?? null, summary: reasoning?.summary ?? null },
    service_tier: said.service_tier ?? null,
    store: false,
    temperature: said.temperature ?? null,
    text: asRecord(said.text) ?? { format: { type: 'text' } },
    tool_choice: said.tool_choice ?? 'auto',
    tools: said.tools ?? [],
    top_p: said.top_p ?? null,
    truncation: 'disabled',
    usage: state.usage ? writeUsage(state.usage) : null,
    user: said.user ?? null,
    metadata: said.metadata ?? {},
  }
}

/** How a response stands that ended for this reason. A refusal in so many words is an answer like any other. */
export function endFor(
  reason: FinishReason,
  hasRefusal: boolean,
): Pick<ResponseState, 'status' | 'incompleteFor' | 'error'> {
  if (reason === 'refusal' && hasRefusal) return { status: 'completed' }
  switch (reason) {
    case 'length':
    case 'context-length':
      return { status: 'incomplete', incompleteFor: 'max_output_tokens' }
    case 'content-filter':
    case 'refusal':
      return { status: 'incomplete', incompleteFor: 'content_filter' }
    case 'error':
      return {
        status: 'failed',
        error: {
          code: 'server_error',
          message: 'The provider gave up in the middle of its answer.',
        },
      }
    case 'stop':
    case 'tool-calls':
    case 'pause':
    case 'other':
      break
  }
  return { status: 'completed' }
}
