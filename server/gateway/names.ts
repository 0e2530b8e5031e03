import type { Deployment } from './routing/target.ts'

/** Names of models for an error: many, but not all of very many. */
export function namesOf(deployments: readonly Deployment[]): string {
  const names = deployments.map(({ model }) => model.id)
  const more = names.length > 50 ? ` and ${names.length - 50} more (GET /v1/models)` : ''
  return `${names.slice(0, 50).join(', ')}${more}`
}

/** A name that a caller made up, fit to be shown: no control characters, nothing that turns the text around. */
export function printable(name: string): string {
  return name.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD').slice(0, 100)
}
