import { z } from 'zod'
import { ApiErrorBody } from '#wire/errors.ts'
import { V1_PATHS, type V1Path } from '#server/gateway/v1/paths.ts'
import type { ApiOperation, NamedSchema } from './api-operation.ts'
import { API_OPERATIONS } from './api-operations.ts'

/** An OpenAPI document, or a part of one. */
type Json = Record<string, unknown>

export interface OpenApiDocument extends Json {
  paths: Record<string, Json>
}

/**
 * Everything that Galerne answers, as OpenAPI 3.1. `/api` with its schemas, from `wire/`; of `/v1` the paths: what goes through
 * them is described by whoever made the dialect, and passes as it is.
 */
export function describeApi(version: string): OpenApiDocument {
  const paths: Record<string, Json> = {}
  for (const operation of API_OPERATIONS) {
    const path = `/api${operation.path.replaceAll(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [operation.method]: describeOperation(operation, path) }
  }
  for (const row of V1_PATHS) {
    paths[row.path] = { ...paths[row.path], [row.method.toLowerCase()]: describeV1(row) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Galerne',
      version,
      description: 'Galerne’s own API, and the paths of the dialects that it speaks.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }, { session: [] }],
    paths,
    components: {
      schemas: { ...collect('body', 'input'), ...collect('answer', 'output'), ...errors() },
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key: gal-…' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'galerne-4380',
          description:
            'A browser’s; its name has the port. What changes something also sends x-galerne-csrf.',
        },
      },
    },
  }
}

function describeOperation(operation: ApiOperation, path: string): Json {
  const { method, summary, body, answer, query, type = 'application/json' } = operation
  const status = operation.status ?? (answer ? 200 : 204)
  const isOpen = /^\/(?:health$|sign-in\/)/.test(operation.path)
  return {
    operationId: idOf(method, path),
    tags: [operation.path.split('/')[1]?.split('.')[0]],
    summary,
    ...(isOpen && { security: [] }),
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body && { requestBody: { required: true, content: contentOf(body, 'application/json') } }),
    responses: {
      [status]: { description: 'Done.', ...(answer && { content: contentOf(answer, type) }) },
      default: {
        description: 'It was refused, or failed.',
        content: contentOf({ ApiErrorBody }, 'application/json'),
      },
    },
  }
}

/** Whose documents say what goes through a path. */
const DOCUMENTS: Record<V1Path['errors'], [name: string, url: string]> = {
  openai: ['OpenAI', 'https://platform.openai.com/docs/api-reference'],
  mistral: ['Mistral', 'https://docs.mistral.ai/api/'],
  anthropic: ['Anthropic', 'https://docs.claude.com/en/api/overview'],
}

function describeV1({ method, path, operation, body, errors: maker }: V1Path): Json {
  const [name, url] = DOCUMENTS[maker]
  const type = body === 'multipart' ? 'multipart/form-data' : 'application/json'
  const object = { schema: { type: 'object' } }
  return {
    operationId: idOf(method.toLowerCase(), path),
    tags: [`v1 ${operation}`],
    summary: `As ${name} documents it: ${operation}.`,
    externalDocs: { description: name, url },
    parameters: pathParameters(path),
    ...(body !== 'none' && { requestBody: { required: true, content: { [type]: object } } }),
    responses: {
      200: { description: `As ${name} documents it.` },
      default: { description: `An error, in the shape of ${name}.` },
    },
  }
}

function idOf(method: string, path: string): string {
  const words = path.split(/[^a-z0-9]+/i).filter((word) => word !== '' && word !== 'api')
  return [method, ...words].join('_')
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

const Properties = z.object({
  properties: z.record(z.string(), z.looseObject({ description: z.string().optional() })),
  required: z.array(z.string()).default([]),
})

function queryParameters(query: z.ZodType | undefined): Json[] {
  if (!query) return []
  const { properties, required } = Properties.parse(toSchema(query, 'input'))
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

function contentOf(named: NamedSchema, type: string): Json {
  const [name = ''] = Object.keys(named)
  return { [type]: { schema: { $ref: `#/components/schemas/${name}` } } }
}

/** What is asked with is described as it may be written, what is answered as it comes. */
function collect(part: 'body' | 'answer', io: 'input' | 'output'): Json {
  const all = API_OPERATIONS.flatMap((operation) => Object.entries(operation[part] ?? {}))
  return Object.fromEntries(all.map(([name, schema]) => [name, toSchema(schema, io)]))
}

function errors(): Json {
  return { ApiErrorBody: toSchema(ApiErrorBody, 'output') }
}

function toSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
