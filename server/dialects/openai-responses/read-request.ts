import { z } from 'zod'
import { AppError } from '#server/lib/app-error.ts'
import type {
  ChatCall,
  ReasoningWish,
  ResponseFormat,
  Sampling,
  Tool,
  ToolChoice,
} from '../conversation.ts'
import { asRecord, textIn } from '../lenient.ts'
import { readInput } from './read-input.ts'
import { lookup } from '#server/lib/lookup.ts'

const Typed = z.looseObject({ type: z.string() })

const Request = z.looseObject({
  model: z.string().nullish(),
  input: z.union([z.string(), z.array(z.unknown())], 'it must be a string or an array of items'),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.unknown().optional(),
  max_output_tokens: z.int().positive().nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  top_logprobs: z.int().nonnegative().nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  tools: z.array(Typed).nullish(),
  tool_choice: z.union([z.string(), Typed], 'it must be a string or an object').nullish(),
  text: z.looseObject({ format: Typed.nullish() }).nullish(),
  reasoning: z
    .looseObject({ effort: z.string().nullish(), summary: z.string().nullish() })
    .nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  user: z.string().nullish(),
  service_tier: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
  store: z.boolean().nullish(),
  background: z.boolean().nullish(),
  truncation: z.string().nullish(),
  include: z.array(z.string()).nullish(),
  previous_response_id: z.string().nullish(),
  conversation: z.unknown().optional(),
  prompt: z.unknown().optional(),
})
type Request = z.infer<typeof Request>

/**
 * A request for a response, to be answered by a provider that keeps none: throws `invalid_request` for what needs a memory
 * (`previous_response_id`, `conversation`, `background`…), and says what to send in its place.
 */
export function readRequest(body: unknown): ChatCall {
  const request = parse(body)
  checkStateless(request)
  const instructions = request.instructions ?? ''
  const messages = readInput(request.input)
  const system = { role: 'system' as const, parts: [{ type: 'text' as const, text: instructions }] }
  const { toolChoice, names } = readToolChoice(request.tool_choice)
  const tools = (request.tools ?? []).map(readTool)
  return {
    dialect: 'openai-responses',
    messages: instructions === '' ? messages : [system, ...messages],
    tools: names ? tools.filter(({ name }) => names.includes(name)) : tools,
    toolChoice,
    hasParallelToolCalls: request.parallel_tool_calls ?? null,
    responseFormat: readFormat(request.text?.format),
    reasoning: readReasoning(request.reasoning),
    sampling: readSampling(request),
    maxTokens: request.max_output_tokens ?? null,
    isStream: request.stream ?? false,
    wantsUsage: true,
    user: request.user ?? null,
    metadata: request.metadata ?? null,
    serviceTier: request.service_tier ?? null,
    promptCacheKey: request.prompt_cache_key ?? null,
    extra: extraOf(request),
    said: request,
  }
}

function parse(body: unknown): Request {
  const parsed = Request.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const param = pathOf(issue?.path ?? [])
  const isMissing = param === 'input' && asRecord(body)?.input === undefined
  const why = isMissing
    ? 'it is missing'
    : (issue?.message ?? 'it makes no sense').replace(/^Invalid input: /, '')
  throw new AppError('invalid_request', `“${param}” is wrong: ${why}.`, { param })
}

function pathOf(path: PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : `${text}${text && '.'}${String(part)}`,
    '',
  )
}

/** What asks for a memory of earlier calls, or for an answer later: what to do in its place. */
const STATEFUL: Record<string, string> = {
  previous_response_id: 'Send the whole conversation in “input” in its place.',
  conversation: 'Send the whole conversation in “input” in its place.',
  prompt: 'Send its text in “instructions” and “input” in its place.',
  background: 'Ask without it, with “stream” if the answer may take long.',
}

function checkStateless(request: Request): void {
  for (const [param, advice] of Object.entries(STATEFUL)) {
    const value = request[param]
    if (value === undefined || value === null || value === false) continue
    throw new AppError(
      'invalid_request',
      `“${param}” cannot be used with this model: its provider keeps no responses. ${advice}`,
      { param },
    )
  }
}

function readTool(tool: z.infer<typeof Typed>): Tool {
  const { type, name, description, parameters, strict, ...extra } = tool
  const isFunction = type === 'function' && typeof name === 'string'
  if (!isFunction) {
    const label = typeof name === 'string' ? name : type
    return { name: label, description: null, parameters: null, isStrict: null, foreign: tool }
  }
  return {
    name,
    description: typeof description === 'string' ? description : null,
    parameters: asRecord(parameters) ?? null,
    isStrict: typeof strict === 'boolean' ? strict : null,
    ...(Object.keys(extra).length > 0 && { extra }),
  }
}

const CHOICES: Record<string, ToolChoice> = lookup({
  auto: { type: 'auto' },
  none: { type: 'none' },
  required: { type: 'any' },
})

/** `names`: only these tools may be called. */
function readToolChoice(said: Request['tool_choice']): {
  toolChoice: ToolChoice | null
  names?: string[]
} {
  if (said === undefined || said === null) return { toolChoice: null }
  if (typeof said === 'string') {
    const toolChoice = CHOICES[said]
    if (toolChoice) return { toolChoice }
  } else if (said.type === 'function' && typeof said.name === 'string') {
    return { toolChoice: { type: 'tool', name: said.name } }
  } else if (said.type === 'allowed_tools' && Array.isArray(said.tools)) {
    const names = said.tools.map((tool: unknown) => textIn(tool, 'name') ?? '')
    return { toolChoice: CHOICES[String(said.mode)] ?? { type: 'auto' }, names }
  }
  const label = typeof said === 'string' ? said : said.type
  throw new AppError(
    'invalid_request',
    `“tool_choice” is wrong: the provider of this model has no tool “${label.slice(0, 100)}”. Use auto, none, required, or a function of “tools”.`,
    { param: 'tool_choice' },
  )
}

function readFormat(format: z.infer<typeof Typed> | null | undefined): ResponseFormat | null {
  if (!format) return null
  if (format.type === 'text') return { type: 'text' }
  if (format.type === 'json_object') return { type: 'json' }
  const schema = asRecord(format.schema)
  if (format.type !== 'json_schema' || !schema) {
    const param = format.type === 'json_schema' ? 'text.format.schema' : 'text.format.type'
    throw new AppError(
      'invalid_request',
      `“${param}” is wrong: see text, json_schema, json_object.`,
      {
        param,
      },
    )
  }
  return {
    type: 'json-schema',
    name: textIn(format, 'name') ?? 'answer',
    description: textIn(format, 'description') ?? null,
    schema,
    isStrict: typeof format.strict === 'boolean' ? format.strict : null,
  }
}

function readReasoning(reasoning: Request['reasoning']): ReasoningWish | null {
  if (!reasoning) return null
  const { effort = null, summary = null } = reasoning
  const generate = textIn(reasoning, 'generate_summary') ?? null
  return { effort, budgetTokens: null, summary: summary ?? generate }
}

function readSampling({ temperature, top_p, top_logprobs, include }: Request): Sampling {
  const wantsLogprobs = include?.includes('message.output_text.logprobs') ?? false
  return {
    ...(temperature != null && { temperature }),
    ...(top_p != null && { topP: top_p }),
    ...(wantsLogprobs && { hasLogprobs: true }),
    ...(top_logprobs != null && { hasLogprobs: true, topLogprobs: top_logprobs }),
  }
}

/** These parts of `include` come of their own accord. */
const ALWAYS_INCLUDED = new Set(['reasoning.encrypted_content', 'message.output_text.logprobs'])
const PLACED = new Set([...Object.keys(Request.shape), 'generate_summary'])

/** What has no place in a call, and was not the default anyway. */
function extraOf(request: Request): Record<string, unknown> {
  const extra: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(request)) {
    if (!PLACED.has(name) && value !== null) extra[name] = value
  }
  if (request.store === true) extra.store = true
  if (request.truncation === 'auto') extra.truncation = 'auto'
  const include = request.include?.filter((part) => !ALWAYS_INCLUDED.has(part)) ?? []
  if (include.length > 0) extra.include = include
  const { format: _format, ...text } = request.text ?? {}
  for (const [name, value] of Object.entries(text)) {
    if (value !== null) extra[`text.${name}`] = value
  }
  const { effort: _effort, summary: _summary, ...reasoning } = request.reasoning ?? {}
  for (const [name, value] of Object.entries(reasoning)) {
    if (value !== null && !PLACED.has(name)) extra[`reasoning.${name}`] = value
  }
  return extra
}
