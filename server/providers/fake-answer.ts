import { createHash } from 'node:crypto'
import { readDirectives, withoutDirectives, type Directives } from './fake-faults.ts'
import { guessLanguage, REPERTOIRE } from './fake-repertoire.ts'
import { sampleOf, type Schema } from './fake-schema.ts'

/** The fields of a chat request that the fake looks at. */
export interface FakeRequest {
  model?: string
  stream?: boolean | null
  service_tier?: string | null
  messages?: { role: string; content?: string | { type: string; text?: string }[] | null }[]
  max_tokens?: number | null
  max_completion_tokens?: number | null
  stream_options?: { include_usage?: boolean } | null
  tools?: { function: { name: string; parameters?: Schema } }[] | null
  tool_choice?: string | { function?: { name: string } } | null
  response_format?: { type: string; json_schema?: { schema?: Schema } } | null
}

export interface FakeToolCall {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
}

/** All that the fake will say, before it is cut into the chunks of a stream. */
export interface FakeAnswer {
  id: string
  model: string
  reasoning: string
  text: string
  toolCalls: FakeToolCall[]
  finish: 'stop' | 'length' | 'tool_calls'
  usage: FakeUsage
}

/** Tokens as the fake counts and charges them: input and output include what the others count apart. */
export interface FakeUsage {
  /** A text only where it was told to talk nonsense. */
  input: number | string
  output: number | string
  total: number
  cached: number
  cacheWrite: number
  /** Of `cacheWrite`, what is kept for an hour. */
  cacheWriteHour: number
  reasoning: number
  audio: number
  searches: number
  /** At which it was handled; null: nobody asked. */
  tier: string | null
}

export function promptOf(request: FakeRequest): string {
  const last = request.messages?.findLast(({ role }) => role === 'user')?.content
  if (typeof last === 'string') return last
  return (last ?? []).map(({ text }) => text ?? '').join('\n')
}

/** What is said about a request: a pure function of it. */
export function answerTo(request: FakeRequest, directives: Directives): FakeAnswer {
  const prompt = promptOf(request)
  const digest = createHash('sha256').update(prompt).digest()
  const toolCalls = toolCallsFor(request, directives, digest)
  const whole = toolCalls.length > 0 ? '' : textFor(request, directives, digest)
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Infinity
  const pieces = piecesOf(whole)
  const isCut = pieces.length > limit
  const text = isCut ? pieces.slice(0, limit).join('') : whole
  const reasoning = directives.isReasoning ? REASONING : ''
  return {
    id: `chatcmpl-${digest.toString('hex', 0, 12)}`,
    model: request.model ?? 'fake',
    reasoning,
    text,
    toolCalls,
    finish: toolCalls.length > 0 ? 'tool_calls' : isCut ? 'length' : 'stop',
    usage: usageOf(request, directives, {
      spoken: Math.min(pieces.length, limit) + toolCalls.length * TOKENS_OF_A_CALL,
      thought: piecesOf(reasoning).length,
    }),
  }
}

const REASONING = 'Hmm – the question is short; so is the answer. 🤔'
const TOKENS_OF_A_CALL = 8

function usageOf(
  request: FakeRequest,
  { counts, isDowngraded }: Directives,
  { spoken, thought }: { spoken: number; thought: number },
): FakeUsage {
  const { cached = 0, write = 0, hour = 0, searches = 0, audio = 0 } = counts
  const asked = request.service_tier ?? null
  const tier = asked !== null && isDowngraded ? 'default' : asked
  const input = piecesOf(JSON.stringify(request.messages ?? [])).length + cached + write + audio
  const output = spoken + thought
  const apart = { cached, cacheWrite: write, cacheWriteHour: hour, reasoning: thought, audio }
  return { input, output, total: input + output, ...apart, searches, tier }
}

/** The pieces that a stream brings one by one: words with the space before them. */
export function piecesOf(text: string): string[] {
  return text.match(/\s*\S+|\s+$/gu) ?? []
}

export function directivesOf(request: FakeRequest, habit: string): Directives {
  return readDirectives(promptOf(request), habit)
}

function textFor(request: FakeRequest, directives: Directives, digest: Buffer): string {
  const { faults, isEcho, lang } = directives
  const prompt = withoutDirectives(promptOf(request))
  if (request.response_format?.type === 'json_schema') {
    return JSON.stringify(sampleOf(request.response_format.json_schema?.schema ?? {}))
  }
  if (request.response_format?.type === 'json_object') return '{"answer":"Dobrý den"}'
  if (isEcho) return prompt
  const { replies } = REPERTOIRE[lang ?? guessLanguage(prompt)] ??
    REPERTOIRE.en ?? { replies: [''] }
  const reply = replies[(digest[0] ?? 0) % replies.length] ?? ''
  if (faults.size === undefined) return reply
  return `${reply} `.repeat(Math.ceil(faults.size / Buffer.byteLength(`${reply} `)))
}

function toolCallsFor(
  request: FakeRequest,
  directives: Directives,
  digest: Buffer,
): FakeToolCall[] {
  const { tools, tool_choice: choice } = request
  if (!tools?.length || choice === 'none') return []
  const isForced = choice === 'required' || choice === 'any' || typeof choice === 'object'
  const named = typeof choice === 'object' ? choice?.function?.name : undefined
  const count = Math.max(directives.toolCalls, Number(isForced && choice !== null))
  return Array.from({ length: count }, (_, index) => {
    const tool = tools.find((one) => one.function.name === named) ?? tools[index % tools.length]
    return {
      // Nine letters and digits: what Mistral's API asks of an id.
      id: digest.toString('hex', 4, 8) + String(index),
      type: 'function' as const,
      function: {
        name: tool?.function.name ?? '',
        arguments: JSON.stringify(sampleOf(tool?.function.parameters ?? {})),
      },
    }
  })
}
