import type { PlaygroundRun } from '#wire/playground.ts'
import { AppError } from '#server/lib/app-error.ts'
import { messageOf } from '#server/lib/thrown.ts'

/** The call in OpenAI's words. Throws `invalid_request` where tools or schema are not what they must be. */
export function toChatRequest({ model, prompt }: PlaygroundRun): object {
  const { system, text, images, temperature, topP, maxTokens, seed, stop } = prompt
  const tools = readJson(prompt.tools, 'tools')
  if (tools !== undefined && !Array.isArray(tools)) {
    throw wrong('tools', 'The tools must be a JSON array.')
  }
  const schema = readJson(prompt.schema, 'schema')
  if (schema !== undefined && !isObject(schema)) {
    throw wrong('schema', 'The schema must be a JSON object.')
  }
  const content =
    images.length === 0
      ? text
      : [
          { type: 'text', text },
          ...images.map((url) => ({ type: 'image_url', image_url: { url } })),
        ]
  return {
    model,
    messages: [
      ...(system === '' ? [] : [{ role: 'system', content: system }]),
      { role: 'user', content },
    ],
    ...(temperature !== null && { temperature }),
    ...(topP !== null && { top_p: topP }),
    ...(maxTokens !== null && { max_tokens: maxTokens }),
    ...(seed !== null && { seed }),
    ...(stop.length > 0 && { stop }),
    ...(tools !== undefined && tools.length > 0 && { tools }),
    ...(schema !== undefined && {
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'answer', strict: true, schema },
      },
    }),
    stream: true,
    stream_options: { include_usage: true },
  }
}

function readJson(text: string, param: string): unknown {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw wrong(param, `${param} is not valid JSON: ${messageOf(error)}.`)
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrong(param: string, message: string): AppError {
  return new AppError('invalid_request', message, { param: `prompt.${param}` })
}
