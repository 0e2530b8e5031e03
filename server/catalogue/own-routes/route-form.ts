import type { RouteForm } from '#wire/own-routes.ts'
import { RoutesSettings } from '#server/gateway/routing/route-settings.ts'
import { DEFAULT_RETRIES, DEFAULT_ROUTE_LIMITS } from '#server/gateway/routing/target.ts'
import type { StoredRoute } from './own-routes-store.ts'

/** A form in the words of galerne.yaml, so that one schema checks both. What is as for every route is left out. */
export function settingsFrom(form: RouteForm): Record<string, unknown> {
  const { strategy, to, require, firstContentMs, totalMs, attempts, hedge, delivery } = form
  return {
    strategy,
    to,
    ...(require !== null && { require }),
    limits: {
      ...(firstContentMs !== null && { firstContentMs }),
      ...(totalMs !== null && { totalMs }),
    },
    ...(attempts !== null && { retries: { attempts } }),
    ...(hedge !== null && { hedge }),
    fallbacks: form.fallbacks,
    delivery,
  }
}

/** The other way. One that this version does not understand is an empty form, which leads nowhere. */
export function formFrom({ name, settings, isEnabled }: StoredRoute): RouteForm {
  const parsed = RoutesSettings.safeParse({ [name]: settings })
  const route = parsed.success ? parsed.data[name] : undefined
  if (!route) return { ...EMPTY, isEnabled }
  const { limits, retries } = route
  const own = <T>(value: T, usual: T) => (value === usual ? null : value)
  return {
    isEnabled,
    strategy: route.strategy,
    to: route.to,
    require: route.require ?? null,
    firstContentMs: own(limits.firstContentMs, DEFAULT_ROUTE_LIMITS.firstContentMs),
    totalMs: own(limits.totalMs, DEFAULT_ROUTE_LIMITS.totalMs),
    attempts: own(retries.attempts, DEFAULT_RETRIES.attempts),
    hedge: route.hedge,
    fallbacks: route.fallbacks,
    delivery: route.delivery,
  }
}

const EMPTY: Omit<RouteForm, 'isEnabled'> = {
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
