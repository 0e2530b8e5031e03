import { AppError } from '#server/lib/app-error.ts'
import type { ChatCall, ReasoningWish, ResponseFormat, Sampling, Tool } from '../conversation.ts'
import type { Target } from '../dialect.ts'
import { cannotSay, said, type JsonObject } from '../json-values.ts'
import { createLeftOut, leaveOutSampling, type LeftOut } from '../left-out.ts'
import { asRecord } from '../lenient.ts'
import { cachePoint, writeMessages, type Turns } from './write-messages.ts'

const SAMPLING: (keyof Sampling)[] = ['temperature', 'topP', 'stop']

/** Bedrock's own fields: names that no other dialect has, so that callers may add them to whatever they speak. */
const OWN_FIELDS = [
  'guardrailConfig',
  'additionalModelRequestFields',
  'additionalModelResponseFieldPaths',
  'performanceConfig',
  'promptVariables',
  'requestMetadata',
]

/** A request for `Converse` or `ConverseStream`. The model is not in it: its name is part of the address. */
export function writeRequest(
  call: ChatCall,
  target: Target,
): { body: JsonObject; dropped: string[] } {
  const left = createLeftOut(call.dialect)
  leaveOutSampling(call, SAMPLING, left)
  leaveOutOthers(call, left)
  const turns = writeMessages(call.messages, left)
  if (turns.messages.length === 0) {
    const why = 'this model needs at least one message of the user'
    throw new AppError('invalid_request', `“messages” is wrong: ${why}.`, { param: 'messages' })
  }
  const own = Object.entries(call.extra).filter(([name]) => OWN_FIELDS.includes(name))
  const { temperature, topP, stop } = call.sampling
  const inference = said({ maxTokens: call.maxTokens, temperature, topP, stopSequences: stop })
  const body = said({
    ...Object.fromEntries(own),
    messages: turns.messages,
    system: turns.system.length > 0 ? turns.system : null,
    inferenceConfig: Object.keys(inference).length > 0 ? inference : null,
    toolConfig: writeTools(call, turns, left),
    outputConfig: writeOutput(call, target, left),
    requestMetadata: writeMetadata(call, left),
    serviceTier: writeTier(call, left),
  })
  return { body: withBudget(body, call.reasoning, target), dropped: [...left.names] }
}

function leaveOutOthers(call: ChatCall, left: LeftOut): void {
  for (const name of Object.keys(call.extra)) if (!OWN_FIELDS.includes(name)) left.add(name)
  for (const { extra } of call.messages) for (const name of Object.keys(extra ?? {})) left.add(name)
  if (call.user !== null) left.add('user')
  if (call.promptCacheKey !== null) left.add('prompt_cache_key')
  if (call.hasParallelToolCalls === false && call.tools.length > 0) left.add('parallel_tool_calls')
}

/** Tools must be declared where the conversation has used any, even if none may be called now. */
function writeTools(call: ChatCall, { usedTools }: Turns, left: LeftOut): JsonObject | null {
  const { tools, toolChoice } = call
  const isForbidden = toolChoice?.type === 'none'
  if (usedTools.size === 0 && (tools.length === 0 || isForbidden)) return null
  // There is no word for “none”: the declarations stay, and the model is only not told to use them.
  if (isForbidden) left.add('tool_choice')
  const declared = tools.map(({ name }) => name)
  const missing = [...usedTools].filter((name) => !declared.includes(name))
  const choice = tools.length > 0 && !isForbidden ? toolChoice : null
  return said({
    tools: [...tools.flatMap(writeTool), ...missing.map((name) => toolSpec({ name }))],
    toolChoice:
      choice && (choice.type === 'tool' ? { tool: { name: choice.name } } : { [choice.type]: {} }),
  })
}

function writeTool(tool: Tool): JsonObject[] {
  if (tool.foreign !== undefined) {
    throw cannotSay('tools', `the tool “${tool.name}”, which only its own provider runs,`)
  }
  const spec = toolSpec(tool)
  return tool.cache ? [spec, cachePoint(tool.cache)] : [spec]
}

function toolSpec({ name, description, parameters, isStrict }: Partial<Tool>): JsonObject {
  const json = parameters ?? { type: 'object', properties: {} }
  return { toolSpec: said({ name, description, inputSchema: { json }, strict: isStrict }) }
}

function writeOutput(call: ChatCall, target: Target, left: LeftOut): JsonObject | null {
  const output = said({
    textFormat: call.responseFormat && writeFormat(call.responseFormat, left),
    effort: call.reasoning && writeEffort(call.reasoning, target, left),
  })
  return Object.keys(output).length > 0 ? output : null
}

function writeFormat(format: ResponseFormat, left: LeftOut): JsonObject | null {
  if (format.type === 'text') return null
  if (format.type === 'json') {
    left.add('response_format')
    return null
  }
  const { name, description, schema } = format
  const jsonSchema = said({ name, description, schema: JSON.stringify(schema) })
  return { type: 'json_schema', structure: { jsonSchema } }
}

/** Source: OutputConfig of the API reference. */
const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max']

function writeEffort(wish: ReasoningWish, target: Target, left: LeftOut): string | null {
  const { effort } = wish
  if (effort === null || effort === 'none') return null
  if (target.hasReasoning !== false) {
    if (EFFORTS.includes(effort)) return effort
    if (effort === 'minimal') return 'low'
  }
  left.add('reasoning_effort')
  return null
}

/** A budget for thinking is a field of the models that know one, and refused by the others in so many words. */
function withBudget(body: JsonObject, wish: ReasoningWish | null, target: Target): JsonObject {
  const budget = wish?.budgetTokens ?? null
  if (budget === null || budget === 0 || target.hasReasoning === false) return body
  const more = asRecord(body.additionalModelRequestFields) ?? {}
  const thinking = { type: 'enabled', budget_tokens: budget }
  return { ...body, additionalModelRequestFields: { thinking, ...more } }
}

/** Texts of 256 characters and sixteen of them, of few characters. Source: requestMetadata of the API reference. */
const METADATA = /^[a-zA-Z0-9\s:_@$#=/+,.-]{1,256}$/

function writeMetadata({ metadata, extra }: ChatCall, left: LeftOut): JsonObject | null {
  const own = asRecord(extra.requestMetadata) ?? {}
  const entries = Object.entries(metadata ?? {})
  const fitting = entries.filter(
    ([name, value]) => METADATA.test(name) && typeof value === 'string' && METADATA.test(value),
  )
  const all = [...Object.entries(own), ...fitting].slice(0, 16)
  if (fitting.length < entries.length || all.length < Object.keys(own).length + fitting.length) {
    left.add('metadata')
  }
  return all.length > 0 ? Object.fromEntries(all) : null
}

function writeTier({ serviceTier }: ChatCall, left: LeftOut): JsonObject | null {
  if (serviceTier === null || serviceTier === 'auto') return null
  if (['default', 'flex', 'priority', 'reserved'].includes(serviceTier))
    return { type: serviceTier }
  left.add('service_tier')
  return null
}
