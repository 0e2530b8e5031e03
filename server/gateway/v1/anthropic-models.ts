import { AppError } from '#server/lib/app-error.ts'
import { canDo } from '#server/providers/provider-model.ts'
import { printable } from '../names.ts'
import type { Deployment } from '../routing/target.ts'

/** `GET /v1/models` for Anthropic's clients: those that hold conversations, all on one page. */
export function listAnthropicModels(deployments: Deployment[]): object {
  const data = deployments.filter(({ model }) => canDo(model, 'chat')).map(toModel)
  return {
    data,
    has_more: false,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  }
}

/** `GET /v1/models/{id}`. Throws `model_not_found`. */
export function findAnthropicModel(deployments: Deployment[], id: string): object {
  const found = deployments.find(({ model }) => model.id === id)
  if (found) return toModel(found)
  throw new AppError(
    'model_not_found',
    `There is no model “${printable(id)}” here. GET /v1/models lists the models you may use.`,
    { param: 'model' },
  )
}

/** When a model was made is not known here; the field must be there. */
const CREATED_AT = '1970-01-01T00:00:00Z'

function toModel({ model }: Deployment) {
  const { id, name, contextTokens, maxOutputTokens, lifecycle } = model
  return {
    type: 'model',
    id,
    display_name: name,
    created_at: CREATED_AT,
    max_input_tokens: contextTokens,
    max_tokens: maxOutputTokens,
    lifecycle: lifecycle?.status ?? 'active',
    deprecated_at: null,
    retires_at: lifecycle?.retiresOn ?? null,
    line: null,
    capabilities: null,
  }
}
