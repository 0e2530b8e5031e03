import { APIError } from 'openai'
import type OpenAI from 'openai'
import type { WireFixture } from './testing.ts'

/** What a caller made of an answer, in the words of chat completions. */
export interface Heard {
  text: string
  reasoning: string
  refusal: string
  toolCalls: { id: string; name: string; arguments: unknown }[]
  /** Of the first call that has one. */
  signature: string | undefined
  finish: string | null
  error: unknown
  headers: Headers | undefined
  /** The answer came to its end. */
  isWhole: boolean
}

function nothing(): Heard {
  return {
    text: '',
    reasoning: '',
    refusal: '',
    toolCalls: [],
    signature: undefined,
    finish: null,
    error: undefined,
    headers: undefined,
    isWhole: false,
  }
}

/** Asks as OpenAI's client does for chat completions. */
export async function askChat(client: OpenAI, { request, expected }: WireFixture): Promise<Heard> {
  const heard = nothing()
  try {
    if (request.stream) await streamChat(client, { request, expected, heard })
    else readMessage((await client.chat.completions.create(request)).choices[0], heard)
  } catch (error) {
    noteError(heard, error)
  }
  return heard
}

interface ChatStream {
  request: OpenAI.Chat.ChatCompletionCreateParamsStreaming
  expected: WireFixture['expected']
  heard: Heard
}

async function streamChat(client: OpenAI, { request, expected, heard }: ChatStream) {
  const calls: { id: string; name: string; text: string }[] = []
  const note = ({ choices }: OpenAI.Chat.ChatCompletionChunk) => {
    const [choice] = choices
    const delta: Record<string, unknown> = { ...choice?.delta }
    heard.text += choice?.delta.content ?? ''
    heard.refusal += choice?.delta.refusal ?? ''
    if (typeof delta.reasoning_content === 'string') heard.reasoning += delta.reasoning_content
    for (const { index, id, function: part, ...rest } of choice?.delta.tool_calls ?? []) {
      const call = (calls[index] ??= { id: id ?? '', name: part?.name ?? '', text: '' })
      call.text += part?.arguments ?? ''
      heard.signature ??= signatureIn(rest)
    }
    heard.finish = choice?.finish_reason ?? heard.finish
  }
  let isStopped = false
  try {
    for await (const chunk of await client.chat.completions.create(request)) {
      note(chunk)
      isStopped = expected.isAborted === true && heard.text === expected.text
      if (isStopped) break
    }
  } finally {
    heard.toolCalls = calls.map(({ id, name, text }) => ({ id, name, arguments: JSON.parse(text) }))
  }
  heard.isWhole = !isStopped
}

function readMessage(choice: OpenAI.Chat.ChatCompletion.Choice | undefined, heard: Heard): void {
  const message: Record<string, unknown> = { ...choice?.message }
  heard.text = choice?.message.content ?? ''
  heard.refusal = choice?.message.refusal ?? ''
  if (typeof message.reasoning_content === 'string') heard.reasoning = message.reasoning_content
  heard.finish = choice?.finish_reason ?? null
  heard.isWhole = choice !== undefined
  for (const call of choice?.message.tool_calls ?? []) {
    if (call.type !== 'function') continue
    const { name, arguments: text } = call.function
    heard.toolCalls.push({ id: call.id, name, arguments: JSON.parse(text) })
    heard.signature ??= signatureIn(call)
  }
}

function signatureIn(call: object): string | undefined {
  const said = JSON.stringify(call)
  return /"thought_signature":"([^"]+)"/.exec(said)?.[1]
}

type ResponseRequest = OpenAI.Responses.ResponseCreateParamsNonStreaming & { stream?: never }

/** Asks as OpenAI's client does for a response; its helper for streams checks every event. */
export async function askResponses(
  client: OpenAI,
  { request, expected }: WireFixture,
): Promise<Heard> {
  const heard = nothing()
  const asked = toResponseRequest(request)
  try {
    if (!request.stream) {
      readResponse(await client.responses.create(asked), heard)
      return heard
    }
    const stream = client.responses.stream(asked)
    for await (const event of stream) {
      noteEvent(event, heard)
      if (expected.isAborted && heard.text === expected.text) {
        stream.abort()
        return heard
      }
    }
    const streamed = { ...heard, toolCalls: [] }
    readResponse(await stream.finalResponse(), heard)
    // What came in pieces is what is there in the end.
    if (streamed.text !== heard.text) throw new Error(`${streamed.text} is not ${heard.text}`)
  } catch (error) {
    noteError(heard, error)
  }
  return heard
}

function toResponseRequest(request: WireFixture['request']): ResponseRequest {
  const { messages, tools, tool_choice, reasoning_effort, response_format: format } = request
  const input = messages.map(({ role, content }) => ({ role, content }))
  const functions = tools?.flatMap((tool) =>
    tool.type === 'function' ? [{ type: 'function', strict: null, ...tool.function }] : [],
  )
  const schema = format?.type === 'json_schema' ? format.json_schema : undefined
  const asked = {
    model: request.model,
    input,
    ...(functions && { tools: functions }),
    ...(tool_choice && { tool_choice }),
    ...(reasoning_effort && { reasoning: { effort: reasoning_effort, summary: 'auto' } }),
    ...(schema && { text: { format: { type: 'json_schema', ...schema } } }),
    ...(request.max_completion_tokens && { max_output_tokens: request.max_completion_tokens }),
    ...(request.max_tokens && { max_output_tokens: request.max_tokens }),
    ...(request.temperature && { temperature: request.temperature }),
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the client's types want more than its wire
  return asked as ResponseRequest
}

function noteEvent(event: OpenAI.Responses.ResponseStreamEvent, heard: Heard): void {
  if (event.type === 'response.output_text.delta') heard.text += event.delta
}

function readResponse(response: OpenAI.Responses.Response, heard: Heard): void {
  heard.text = ''
  for (const item of response.output) {
    if (item.type === 'message') readContent(item, heard)
    else if (item.type === 'reasoning') {
      const said = [...item.summary, ...(item.content ?? [])]
      heard.reasoning += said.map(({ text }) => text).join('\n\n')
    } else if (item.type === 'function_call') {
      const { call_id: id, name, arguments: text } = item
      heard.toolCalls.push({ id, name, arguments: JSON.parse(text) })
      heard.signature ??= signatureIn(item)
    }
  }
  heard.finish = finishOf(response, heard)
  heard.isWhole = response.status === 'completed' || response.status === 'incomplete'
}

function readContent(item: OpenAI.Responses.ResponseOutputMessage, heard: Heard): void {
  for (const part of item.content) {
    if (part.type === 'output_text') heard.text += part.text
    else heard.refusal += part.refusal
  }
}

function finishOf({ incomplete_details: why }: OpenAI.Responses.Response, heard: Heard): string {
  if (why?.reason === 'max_output_tokens') return 'length'
  if (why?.reason === 'content_filter') return 'content_filter'
  return heard.toolCalls.length > 0 ? 'tool_calls' : 'stop'
}

function noteError(heard: Heard, error: unknown): void {
  heard.error = error
  if (error instanceof APIError) heard.headers = error.headers
}
