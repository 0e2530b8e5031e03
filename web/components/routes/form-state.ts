import type { OwnRoute, RouteForm } from '#wire/own-routes.ts'

/** A route as it is being written. */
export type RouteDraft = RouteForm & { name: string }

export const NEW_ROUTE: RouteDraft = {
  name: '',
  isEnabled: true,
  strategy: 'order',
  to: [],
  require: null,
  firstContentMs: null,
  totalMs: null,
  attempts: null,
  hedge: null,
  fallbacks: { contextLength: [], capability: [] },
  delivery: 'streamed',
}

export function draftOf({ updatedAt: _at, problem: _problem, ...draft }: OwnRoute): RouteDraft {
  return draft
}

/** What is moved stays the same thing for whoever has its focus. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list]
  next.splice(to, 0, ...next.splice(from, 1))
  return next
}
