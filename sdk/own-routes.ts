import { OwnRoute, OwnRouteList, type RouteForm } from '#wire/own-routes.ts'
import type { Http } from './http.ts'

export type OwnRoutesClient = ReturnType<typeof createOwnRoutesClient>

/** Routes of the organisation's own. Apart from createClient, so that only their page loads them. */
export function createOwnRoutesClient(http: Http) {
  const pathOf = (name: string) => `/api/own-routes/${encodeURIComponent(name)}`
  return {
    list: (signal?: AbortSignal) =>
      http.query({ path: '/api/own-routes', answer: OwnRouteList, signal }),
    save: (name: string, form: RouteForm) =>
      http.query({ method: 'PUT', path: pathOf(name), body: form, answer: OwnRoute }),
    remove: (name: string) => http.command({ method: 'DELETE', path: pathOf(name) }),
  }
}
