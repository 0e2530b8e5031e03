import type { Operation } from '#server/providers/provider.ts'
import type { Deployment } from './routing/target.ts'

/** What a model writes, says or draws; not what it measures (embeddings), sorts (moderation) or reads off (OCR). */
const GENERATES: ReadonlySet<Operation> = new Set<Operation>([
  'chat',
  'completions',
  'fim',
  'translation',
  'speech',
  'images',
  'image-edits',
  'image-variations',
  'agent-completions',
])

const labels = new WeakMap<Deployment['model'], { providerId: string; label: string }>()

/**
 * The value of `x-galerne-ai` (AI Act, Article 50): a structured field (RFC 9651), an item with parameters. Undefined: nothing was
 * generated. Made once a model, since it is on every answer.
 */
export function aiLabelOf(operation: Operation, { provider, model }: Deployment) {
  if (!GENERATES.has(operation)) return undefined
  const known = labels.get(model)
  if (known?.providerId === provider.id) return known.label
  const deployment = `${provider.id}/${model.id}`
  const label = `generated;model=${quoted(model.id)};deployment=${quoted(deployment)}`
  labels.set(model, { providerId: provider.id, label })
  return label
}

/** Of what a provider has kept of a model's, where it is not said any more which one wrote it. */
export function keptLabelOf(providerId: string): string {
  return `generated;deployment=${quoted(providerId)}`
}

/** A string of a structured field has printable ASCII; anything else is written as in a URL. */
function quoted(text: string): string {
  const ascii = /^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text.toWellFormed())
  return `"${ascii.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}
