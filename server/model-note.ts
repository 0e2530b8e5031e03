import { LOCAL_OWNER } from './access/principal.ts'
import type { Gateway } from './gateway/gateway.ts'
import { findNearest } from './lib/nearest.ts'
import type { EmbeddedModel } from './models/embedded-model.ts'

/** A model that takes longer goes on loading while people sign in. */
const MODEL_WAIT_MS = 20_000

/** What to tell people about the model. One that takes long goes on loading behind it. */
export async function warmUp(opening: Promise<EmbeddedModel> | undefined): Promise<string> {
  const embedded = await opening
  if (!embedded) return 'none (--no-model)'
  const late = new Promise<'late'>((resolve) => {
    setTimeout(resolve, MODEL_WAIT_MS, 'late').unref()
  })
  return describeModel(await Promise.race([embedded.warm(), late]), embedded)
}

function describeModel(
  warm: Awaited<ReturnType<EmbeddedModel['warm']>> | 'late',
  embedded: EmbeddedModel,
): string {
  if (warm === 'late') return 'still loading'
  if (warm) return warm.problem === null ? warm.name : `${warm.name}: ${warm.problem}`
  const [provider] = embedded.providers()
  const [model] = provider?.listModels() ?? []
  if (!provider || !model) return `${embedded.defaultModelId ?? 'none'}, from its provider`
  return provider.stateOf(model.upstreamName).reason ?? model.name
}

/** A default that nobody offers: the first model answers in its place, and that must not go unnoticed. */
export function findModelProblem(id: string | null, gateway: Gateway): string | undefined {
  const ids = gateway.listModels(LOCAL_OWNER).map(({ model }) => model.id)
  if (id === null || ids.includes(id)) return undefined
  const nearest = findNearest(id, ids)
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`
  return `model.default is ${id}, which neither this machine nor a provider has.${hint} The first model answers in its place.`
}
