import type { PlaygroundPrompt } from '#wire/playground.ts'

export const CODE_KINDS = [
  'curl',
  'openai-ts',
  'openai-py',
  'mistral-ts',
  'mistral-py',
  'anthropic-ts',
  'anthropic-py',
] as const
export type CodeKind = (typeof CODE_KINDS)[number]

/** Names as their makers write them, and what colours the code. */
export const CODE_NAMES: Record<CodeKind, { name: string; language: string }> = {
  curl: { name: 'curl', language: 'bash' },
  'openai-ts': { name: 'openai · TypeScript', language: 'typescript' },
  'openai-py': { name: 'openai · Python', language: 'python' },
  'mistral-ts': { name: '@mistralai/mistralai · TypeScript', language: 'typescript' },
  'mistral-py': { name: 'mistralai · Python', language: 'python' },
  'anthropic-ts': { name: '@anthropic-ai/sdk · TypeScript', language: 'typescript' },
  'anthropic-py': { name: 'anthropic · Python', language: 'python' },
}

export interface SampleRequest {
  /** `https://galerne.example.eu`, without a path. */
  origin: string
  model: string
  prompt: PlaygroundPrompt
}

export const EMPTY_PROMPT: PlaygroundPrompt = {
  system: '',
  text: '',
  images: [],
  temperature: null,
  topP: null,
  maxTokens: null,
  seed: null,
  stop: [],
  tools: '',
  schema: '',
}

/** In two pieces, so that nobody takes it for our own reading of the environment. */
const KEY_IN_TYPESCRIPT = ['process', 'env', 'GALERNE_API_KEY'].join('.')

/** Code that asks the same of Galerne from outside. It runs as it stands, given a key in GALERNE_API_KEY. */
export function writeSample(kind: CodeKind, request: SampleRequest): string {
  return WRITERS[kind](request)
}

const WRITERS: Record<CodeKind, (request: SampleRequest) => string> = {
  curl: (request) =>
    [
      `curl ${request.origin}/v1/chat/completions \\`,
      '  -H "Authorization: Bearer $GALERNE_API_KEY" \\',
      '  -H "Content-Type: application/json" \\',
      // Strings have no line breaks in JSON, so that no line of it can end the text.
      `  -d @- <<'JSON'`,
      JSON.stringify(toOpenAi(request), null, 2),
      'JSON',
    ].join('\n'),

  'openai-ts': (request) => `import OpenAI from 'openai'

const client = new OpenAI({
  baseURL: '${request.origin}/v1',
  apiKey: ${KEY_IN_TYPESCRIPT},
})
const completion = await client.chat.completions.create(${toTypeScript(toOpenAi(request))})
console.log(completion.choices[0].message)
`,

  'openai-py': (request) => `import os
from openai import OpenAI

client = OpenAI(
    base_url="${request.origin}/v1",
    api_key=os.environ["GALERNE_API_KEY"],
)
completion = client.chat.completions.create(${toArguments(toOpenAi(request))})
print(completion.choices[0].message)
`,

  'mistral-ts': (request) => `import { Mistral } from '@mistralai/mistralai'

const client = new Mistral({
  serverURL: '${request.origin}',
  apiKey: ${KEY_IN_TYPESCRIPT},
})
const completion = await client.chat.complete(${toTypeScript(toMistral(request, 'camel'))})
console.log(completion.choices[0].message)
`,

  'mistral-py': (request) => `import os
from mistralai import Mistral

client = Mistral(
    server_url="${request.origin}",
    api_key=os.environ["GALERNE_API_KEY"],
)
completion = client.chat.complete(${toArguments(toMistral(request, 'snake'))})
print(completion.choices[0].message)
`,

  'anthropic-ts': (request) => `import Anthropic from '@anthropic-ai/sdk'

const client = new Anthropic({
  baseURL: '${request.origin}',
  apiKey: ${KEY_IN_TYPESCRIPT},
})
const message = await client.messages.create(${toTypeScript(toAnthropic(request))})
console.log(message.content)
`,

  'anthropic-py': (request) => `import os
from anthropic import Anthropic

client = Anthropic(
    base_url="${request.origin}",
    api_key=os.environ["GALERNE_API_KEY"],
)
message = client.messages.create(${toArguments(toAnthropic(request))})
print(message.content)
`,
}

type Fields = Record<string, unknown>

function toOpenAi({ model, prompt }: SampleRequest): Fields {
  const { tools, schema } = readJson(prompt)
  return compact({
    model,
    messages: messagesOf(prompt, (url) => ({ type: 'image_url', image_url: { url } })),
    temperature: prompt.temperature,
    top_p: prompt.topP,
    max_tokens: prompt.maxTokens,
    seed: prompt.seed,
    stop: prompt.stop,
    tools,
    response_format: schema && {
      type: 'json_schema',
      json_schema: { name: 'answer', strict: true, schema },
    },
  })
}

/** Mistral's client has its own names: in TypeScript with capitals inside, in Python with underlines. */
function toMistral({ model, prompt }: SampleRequest, style: 'camel' | 'snake'): Fields {
  const { tools, schema } = readJson(prompt)
  const name = (snake: string) =>
    style === 'snake'
      ? snake
      : snake.replaceAll(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase())
  return compact({
    model,
    messages: messagesOf(prompt, (url) => ({ type: 'image_url', [name('image_url')]: url })),
    temperature: prompt.temperature,
    [name('top_p')]: prompt.topP,
    [name('max_tokens')]: prompt.maxTokens,
    [name('random_seed')]: prompt.seed,
    stop: prompt.stop,
    tools,
    [name('response_format')]: schema && {
      type: 'json_schema',
      [name('json_schema')]: { name: 'answer', strict: true, [name('schema_definition')]: schema },
    },
  })
}

/** Anthropic's API must be told how much may be written. */
const ANTHROPIC_MAX_TOKENS = 1024

/** A seed cannot be said in this dialect. */
function toAnthropic({ model, prompt }: SampleRequest): Fields {
  const { tools, schema } = readJson(prompt)
  return compact({
    model,
    max_tokens: prompt.maxTokens ?? ANTHROPIC_MAX_TOKENS,
    system: prompt.system === '' ? null : prompt.system,
    messages: messagesOf({ ...prompt, system: '' }, (url) => ({
      type: 'image',
      source: {
        type: 'base64',
        media_type: /^data:([^;]+)/.exec(url)?.[1] ?? 'image/png',
        data: url.slice(url.indexOf(',') + 1),
      },
    })),
    temperature: prompt.temperature,
    top_p: prompt.topP,
    stop_sequences: prompt.stop,
    tools: tools?.map(toAnthropicTool),
    output_config: schema && { format: { type: 'json_schema', schema } },
  })
}

function toAnthropicTool(tool: unknown): unknown {
  const { name, description, parameters } = fieldsOf(fieldsOf(tool)['function'])
  return compact({ name, description, input_schema: parameters ?? { type: 'object' } })
}

function messagesOf(prompt: PlaygroundPrompt, toImage: (url: string) => Fields): Fields[] {
  const { system, text, images } = prompt
  const content =
    images.length === 0
      ? text
      : // The picture itself would bury the code.
        [{ type: 'text', text }, ...images.map((url) => toImage(shortened(url)))]
  return [
    ...(system === '' ? [] : [{ role: 'system', content: system }]),
    { role: 'user', content },
  ]
}

function shortened(url: string): string {
  return url.length <= 200 ? url : `${url.slice(0, 60)}…`
}

function readJson({ tools, schema }: PlaygroundPrompt) {
  const list: unknown = parse(tools)
  const parsed: unknown = parse(schema)
  return {
    tools: Array.isArray(list) && list.length > 0 ? (list as unknown[]) : null,
    schema: typeof parsed === 'object' && parsed !== null ? parsed : null,
  }
}

/** Undefined for what is no JSON (yet). */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** Without what was not said. */
function compact(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  )
}

/** JSON is TypeScript; names that need no quotes lose them. */
function toTypeScript(value: unknown, indent = ''): string {
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${toTypeScript(item, inner)},\n`)
    return items.length === 0 ? '[]' : `[\n${items.join('')}${indent}]`
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([name, each]) =>
      `${inner}${/^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name)}: ${toTypeScript(each, inner)},\n`,
  )
  return members.length === 0 ? '{}' : `{\n${members.join('')}${indent}}`
}

/** The fields of a call as Python's keyword arguments. */
function toArguments(fields: Fields): string {
  const lines = Object.entries(fields).map(
    ([name, value]) => `    ${name}=${toPython(value, '    ')},\n`,
  )
  return `\n${lines.join('')}`
}

function toPython(value: unknown, indent: string): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  const inner = `${indent}    `
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${toPython(item, inner)},\n`)
    return items.length === 0 ? '[]' : `[\n${items.join('')}${indent}]`
  }
  if (typeof value !== 'object') return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([name, each]) => `${inner}${JSON.stringify(name)}: ${toPython(each, inner)},\n`,
  )
  return members.length === 0 ? '{}' : `{\n${members.join('')}${indent}}`
}
