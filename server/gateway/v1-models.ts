import { AppError } from '#server/lib/app-error.ts'
import { canDo } from '#server/providers/provider-model.ts'
import { printable } from './names.ts'
import type { Deployment } from './routing/target.ts'

/** `GET /v1/models` */
export function listModels(deployments: Deployment[]): object {
  return { object: 'list', data: deployments.map(toModel) }
}

/** `GET /v1/models/{id}`. Throws `model_not_found`. */
export function findModel(deployments: Deployment[], id: string): object {
  const found = deployments.find(({ model }) => model.id === id)
  if (found) return toModel(found)
  throw new AppError(
    'model_not_found',
    `There is no model “${printable(id)}” here. GET /v1/models lists the models you may use.`,
    { param: 'model' },
  )
}

/** When a model was made is not known here; the field must be there. */
const CREATED = 0

/** OpenAI's fields, and those without which Mistral's client does not read the answer. */
function toModel({ model, provider }: Deployment): object {
  const { tools, jsonSchema, vision } = model.capabilities
  return {
    id: model.id,
    object: 'model',
    created: CREATED,
    owned_by: provider.id,
    name: model.name,
    description: null,
    max_context_length: model.contextTokens ?? undefined,
    aliases: [],
    type: 'base',
    languages: model.languages,
    licence: model.licence,
    place: provider.place,
    capabilities: {
      completion_chat: canDo(model, 'chat'),
      function_calling: tools,
      completion_fim: canDo(model, 'fim'),
      fine_tuning: false,
      vision,
      classification: canDo(model, 'classifications'),
      embeddings: canDo(model, 'embeddings'),
      json_schema: jsonSchema,
    },
  }
}
