import { z } from 'zod'
import { checkValue } from './check-schema.ts'

/** What is wrong with a text that should be JSON; null: nothing. */
export interface JsonProblem {
  kind: 'syntax' | 'shape'
  /** In English, as parsers say it. */
  detail: string
}

const Name = z.string().regex(/^[\w-]{1,64}$/, 'must be letters, digits, hyphens and underlines')
const Tools = z
  .array(
    z.looseObject({
      type: z.literal('function'),
      function: z.looseObject({
        name: Name,
        description: z.string().optional(),
        parameters: z.record(z.string(), z.unknown()).optional(),
      }),
    }),
  )
  .max(128)

const Schema = z.record(z.string(), z.unknown())

export function checkTools(text: string): JsonProblem | null {
  return check(text, Tools)
}

export function checkSchema(text: string): JsonProblem | null {
  return check(text, Schema)
}

function check(text: string, shape: z.ZodType): JsonProblem | null {
  if (text.trim() === '') return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { kind: 'syntax', detail: error instanceof Error ? error.message : String(error) }
  }
  const parsed = shape.safeParse(value)
  return parsed.success ? null : { kind: 'shape', detail: describe(parsed.error) }
}

function describe(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, message }) => [path.map(String).join('.'), message].filter(Boolean).join(': '))
    .join('; ')
}

export type AnswerCheck =
  | { outcome: 'valid' }
  | { outcome: 'not-json' | 'not-valid' | 'not-checked'; detail: string }

/** Whether an answer keeps to the schema that was asked for. Null: none was. */
export function checkAnswer(schemaText: string, answer: string): AnswerCheck | null {
  if (schemaText.trim() === '') return null
  let value: unknown
  try {
    value = JSON.parse(answer)
  } catch (error) {
    return { outcome: 'not-json', detail: error instanceof Error ? error.message : '' }
  }
  try {
    const problems = checkValue(JSON.parse(schemaText), value)
    return problems.length === 0
      ? { outcome: 'valid' }
      : { outcome: 'not-valid', detail: problems.join('; ') }
  } catch (error) {
    // Schemas can say more than can be checked here.
    return { outcome: 'not-checked', detail: error instanceof Error ? error.message : '' }
  }
}

/** The same JSON with its lines in order; the text itself where it is none. */
export function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

export const TOOLS_EXAMPLE = formatJson(
  JSON.stringify([
    {
      type: 'function',
      function: {
        name: 'get_weather',
        description: 'The weather of a place',
        parameters: {
          type: 'object',
          properties: { place: { type: 'string' } },
          required: ['place'],
          additionalProperties: false,
        },
      },
    },
  ]),
)

export const SCHEMA_EXAMPLE = formatJson(
  JSON.stringify({
    type: 'object',
    properties: { summary: { type: 'string' }, confidence: { type: 'number' } },
    required: ['summary', 'confidence'],
    additionalProperties: false,
  }),
)
