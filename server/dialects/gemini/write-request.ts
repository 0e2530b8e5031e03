import { AppError } from '#server/lib/app-error.ts'
import type {
  ChatCall,
  ReasoningWish,
  ResponseFormat,
  Sampling,
  Tool,
  ToolChoice,
} from '../conversation.ts'
import type { Target } from '../dialect.ts'
import { cannotSay, said, type JsonObject } from '../json-values.ts'
import { createLeftOut, leaveOutExtras, leaveOutSampling, type LeftOut } from '../left-out.ts'
import { writeContents } from './write-contents.ts'
import { lookup } from '#server/lib/lookup.ts'

const SAMPLING: (keyof Sampling)[] = [
  'temperature',
  'topP',
  'topK',
  'stop',
  'seed',
  'presencePenalty',
  'frequencyPenalty',
  'choices',
  'hasLogprobs',
  'topLogprobs',
]

/** A request for `generateContent`. The model is not in it: its name is part of the address. */
export function writeRequest(
  call: ChatCall,
  target: Target,
): { body: JsonObject; dropped: string[] } {
  const left = createLeftOut(call.dialect)
  leaveOutSampling(call, SAMPLING, left)
  leaveOutExtras(call, left)
  if (call.user !== null) left.add('user')
  if (call.metadata) left.add('metadata')
  if (call.serviceTier !== null && call.serviceTier !== 'auto') left.add('service_tier')
  if (call.promptCacheKey !== null) left.add('prompt_cache_key')
  if (call.hasParallelToolCalls === false && call.tools.length > 0) left.add('parallel_tool_calls')
  const { systemInstruction, contents } = writeContents(call.messages, left)
  if (contents.length === 0) {
    const why = 'this model needs at least one message of the user'
    throw new AppError('invalid_request', `“messages” is wrong: ${why}.`, { param: 'messages' })
  }
  const declarations = call.tools.map(writeTool)
  const body = said({
    contents,
    systemInstruction,
    tools: declarations.length > 0 ? [{ functionDeclarations: declarations }] : null,
    toolConfig: declarations.length > 0 && call.toolChoice ? writeChoice(call.toolChoice) : null,
    generationConfig: writeConfig(call, target, left),
  })
  return { body, dropped: [...left.names] }
}

function writeTool(tool: Tool): JsonObject {
  if (tool.foreign !== undefined) {
    throw cannotSay('tools', `the tool “${tool.name}”, which only its own provider runs,`)
  }
  const { name, description, parameters } = tool
  const hasParameters = parameters !== null && Object.keys(parameters).length > 0
  return {
    name,
    ...(description !== null && { description }),
    ...(hasParameters && { parametersJsonSchema: parameters }),
  }
}

function writeChoice(choice: ToolChoice): JsonObject {
  if (choice.type === 'tool') {
    return { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: [choice.name] } }
  }
  return { functionCallingConfig: { mode: choice.type.toUpperCase() } }
}

function writeConfig(call: ChatCall, target: Target, left: LeftOut): JsonObject | null {
  const { sampling } = call
  const config = said({
    temperature: sampling.temperature,
    topP: sampling.topP,
    topK: sampling.topK,
    stopSequences: sampling.stop,
    seed: sampling.seed,
    presencePenalty: sampling.presencePenalty,
    frequencyPenalty: sampling.frequencyPenalty,
    candidateCount: sampling.choices,
    maxOutputTokens: call.maxTokens,
    responseLogprobs: sampling.hasLogprobs || null,
    logprobs: sampling.hasLogprobs ? sampling.topLogprobs : null,
    thinkingConfig: call.reasoning && writeThinking(call.reasoning, target, left),
    ...(call.responseFormat && writeFormat(call.responseFormat)),
  })
  return Object.keys(config).length > 0 ? config : null
}

function writeFormat(format: ResponseFormat): JsonObject {
  if (format.type === 'text') return {}
  if (format.type === 'json') return { responseMimeType: 'application/json' }
  return { responseMimeType: 'application/json', responseJsonSchema: format.schema }
}

/**
 * Tokens of thinking for each effort, as Google's own translation of OpenAI's dialect has them. Budgets, not levels: the
 * models that know levels take budgets as well, and the others know nothing else.
 * Source: https://ai.google.dev/gemini-api/docs/openai
 */
const BUDGETS: Record<string, number | undefined> = lookup({
  none: 0,
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 24_576,
  max: 24_576,
})

function writeThinking(wish: ReasoningWish, target: Target, left: LeftOut): JsonObject | null {
  const { effort, budgetTokens } = wish
  const isOff = effort === 'none' || budgetTokens === 0
  if (target.hasReasoning === false) {
    if (!isOff) left.add('reasoning_effort')
    return null
  }
  if (isOff) return { thinkingBudget: 0 }
  const thinkingBudget = budgetTokens ?? (effort === null ? undefined : BUDGETS[effort])
  // Whoever asks for thoughts elsewhere gets to see them; here one must say so.
  return { includeThoughts: true, ...(thinkingBudget !== undefined && { thinkingBudget }) }
}
