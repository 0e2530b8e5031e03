import { z } from 'zod'
import { AppError } from '../lib/app-error.ts'

/** OpenAI's chat completion request: strict on what we use, tolerant of everything else; null is the same as absent. */
const Text = z.union([z.string(), z.array(z.looseObject({ type: z.string() })).max(1000)])

const ToolCall = z.looseObject({
  id: z.string().nullish(),
  function: z.looseObject({ name: z.string(), arguments: z.union([z.string(), z.object()]) }),
})

export const ChatMessage = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: Text.nullish(),
  name: z.string().nullish(),
  tool_calls: z.array(ToolCall).max(128).nullish(),
  tool_call_id: z.string().nullish(),
  /** Mistral's way to have an answer begin with given words. */
  prefix: z.boolean().nullish(),
})
export type ChatMessage = z.infer<typeof ChatMessage>

export const Tool = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({
    name: z.string().regex(/^[\w.-]{1,64}$/, 'use 1 to 64 letters, digits, dots, _ or -'),
    description: z.string().nullish(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
    strict: z.boolean().nullish(),
  }),
})
export type Tool = z.infer<typeof Tool>

const ResponseFormat = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({
    type: z.literal('json_schema'),
    json_schema: z.looseObject({
      schema: z.union([z.record(z.string(), z.unknown()), z.boolean()]),
    }),
  }),
])

const ToolChoice = z.union([
  z.enum(['none', 'auto', 'required', 'any']),
  z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }),
])

const MAX_STOPS = 16
const MAX_STOP_LENGTH = 1000
const Stop = z.string().min(1).max(MAX_STOP_LENGTH)

export const ChatBody = z.looseObject({
  messages: z.array(ChatMessage).min(1).max(10_000),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  top_k: z.int().min(-1).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  n: z.int().min(1).max(16).nullish(),
  stop: z.union([Stop, z.array(Stop).max(MAX_STOPS)]).nullish(),
  seed: z.int().nullish(),
  random_seed: z.int().nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  repetition_penalty: z.number().min(0.1).max(2).nullish(),
  logit_bias: z.record(z.string(), z.number().min(-100).max(100)).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  response_format: ResponseFormat.nullish(),
  tools: z.array(Tool).max(128).nullish(),
  tool_choice: ToolChoice.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  functions: z.undefined('use `tools` instead').optional(),
  function_call: z.undefined('use `tool_choice` instead').optional(),
  chat_template_kwargs: z.record(z.string(), z.unknown()).nullish(),
  continue_final_message: z.boolean().nullish(),
  ignore_eos: z.boolean().nullish(),
})
export type ChatBody = z.infer<typeof ChatBody>

/** Mistral's fill-in-the-middle request: the text before the gap, and the one after it. */
export const InfillBody = ChatBody.omit({ messages: true }).extend({
  prompt: z.string(),
  suffix: z.string().nullish(),
})
export type InfillBody = z.infer<typeof InfillBody>

export const EmbeddingBody = z.looseObject({
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(2048)]),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().nullish(),
})
export type EmbeddingBody = z.infer<typeof EmbeddingBody>

const MAX_DEPTH = 64

/** Throws AppError `invalid_json`, or `invalid_request` with the field in its `param`. */
export function readBody<T>(bytes: Buffer, shape: z.ZodType<T>): T {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw new AppError('invalid_json', 'The body is not valid JSON.', { cause: error })
  }
  if (isDeeperThan(value, MAX_DEPTH))
    throw new AppError('invalid_request', `The body is nested more than ${MAX_DEPTH} levels deep.`)
  const result = shape.safeParse(value)
  if (result.success) return result.data
  const { param, message } = toProblem(result.error.issues)
  throw new AppError('invalid_request', param ? `${param}: ${message}` : message, {
    ...(param && { param }),
  })
}

/** Of a union's branches, the one that went wrong deepest is what the caller meant. */
function toProblem(issues: z.core.$ZodIssue[]): { param: string; message: string } {
  const flat = issues.flatMap((issue) => flatten(issue, []))
  const deepest = flat.reduce((best, one) => (one.path.length > best.path.length ? one : best))
  return { param: toParam(deepest.path), message: deepest.message }
}

interface Problem {
  path: PropertyKey[]
  message: string
}

function flatten(issue: z.core.$ZodIssue, parent: PropertyKey[]): Problem[] {
  const path = [...parent, ...issue.path]
  const own = { path, message: issue.message }
  if (issue.code !== 'invalid_union') return [own]
  const inner = issue.errors.flatMap((issues) => issues.flatMap((one) => flatten(one, path)))
  const deeper = inner.filter((one) => one.path.length > path.length)
  return [own, ...deeper]
}

function toParam(path: PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text ? `${text}.${String(part)}` : String(part)
  }, '')
}

/** Level by level: a recursive walk would be what a deep value is sent to break. */
function isDeeperThan(value: unknown, maxDepth: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    )
  }
  return false
}
