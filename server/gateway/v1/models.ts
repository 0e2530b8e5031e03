import { AppError } from '#server/lib/app-error.ts'
import { canDo } from '#server/providers/provider-model.ts'
import { printable } from '../names.ts'
import type { Deployment } from '../routing/target.ts'

/** What is known here beyond what the official clients ask for. */
export type Describe = (name: string) => object | undefined

/** `GET /v1/models` */
export function listModels(deployments: Deployment[], describe: Describe): object {
  return { object: 'list', data: deployments.map((one) => toModel(one, describe)) }
}

/** `GET /v1/models/{id}`. Throws `model_not_found`. */
export function findModel(deployments: Deployment[], id: string, describe: Describe): object {
  const found = deployments.find(({ model }) => model.id === id)
  if (found) return toModel(found, describe)
  throw new AppError(
    'model_not_found',
    `There is no model “${printable(id)}” here. GET /v1/models lists the models you may use.`,
    { param: 'model' },
  )
}

/** When a model was made is not known here; the field must be there. */
const CREATED = 0

/** OpenAI's fields, and those without which Mistral's client does not read the answer. */
function toModel({ model, provider }: Deployment, describe: Describe): object {
  const { tools, jsonSchema, vision } = model.capabilities
  const retiresOn = model.lifecycle?.retiresOn ?? null
  return {
    id: model.id,
    object: 'model',
    created: CREATED,
    owned_by: provider.id,
    name: model.name,
    description: null,
    max_context_length: model.contextTokens ?? undefined,
    max_output_tokens: model.maxOutputTokens ?? undefined,
    // Mistral's name for the day on which it ends.
    deprecation: retiresOn === null ? null : `${retiresOn}T00:00:00Z`,
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
      reasoning: model.capabilities.reasoning,
      audio: model.capabilities.audioInput,
    },
    galerne: describe(model.id),
  }
}
