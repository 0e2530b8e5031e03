import {
  AlertOverview,
  AlertRule,
  AlertTest,
  CreatedAlertChannel,
  type CreateAlertChannel,
  type SaveAlertRule,
} from '#wire/alerts.ts'
import {
  LoggedRequestPage,
  RequestBody,
  RequestPage,
  Traffic,
  type RequestSearch,
  type TrafficRange,
} from '#wire/observability.ts'
import type { Http } from './http.ts'

export type ObservabilityClient = ReturnType<typeof createObservabilityClient>

/** Traffic, the request log and alerts. Apart from createClient, so that only the pages that show them load it. */
export function createObservabilityClient(http: Http) {
  return {
    getTraffic: (range: TrafficRange, signal?: AbortSignal) =>
      http.query({ path: `/api/traffic?range=${range}`, answer: Traffic, signal }),

    searchRequests: (search: RequestSearch, signal?: AbortSignal) => {
      const query = new URLSearchParams()
      for (const [name, value] of Object.entries(search)) {
        if (value !== undefined) query.set(name, String(value))
      }
      return http.query({
        path: `/api/requests?${query.toString()}`,
        answer: LoggedRequestPage,
        signal,
      })
    },
    getRequest: (id: string, signal?: AbortSignal) =>
      http.query({ path: `/api/requests/${encodeURIComponent(id)}`, answer: RequestPage, signal }),
    getRequestBody: (id: string, signal?: AbortSignal) =>
      http.query({
        path: `/api/requests/${encodeURIComponent(id)}/body`,
        answer: RequestBody,
        signal,
      }),
  }
}

export type AlertsClient = ReturnType<typeof createAlertsClient>

/** Alert rules and the channels by which people are told. */
export function createAlertsClient(http: Http) {
  const path = (...parts: string[]) =>
    ['/api/alerts', ...parts.map((part) => encodeURIComponent(part))].join('/')
  return {
    get: (signal?: AbortSignal) => http.query({ path: path(), answer: AlertOverview, signal }),
    addRule: (body: SaveAlertRule) =>
      http.query({ method: 'POST', path: path('rules'), body, answer: AlertRule }),
    changeRule: (id: string, body: SaveAlertRule) =>
      http.query({ method: 'PATCH', path: path('rules', id), body, answer: AlertRule }),
    removeRule: (id: string) => http.command({ method: 'DELETE', path: path('rules', id) }),
    /** The only time that the secret is told. */
    addChannel: (body: CreateAlertChannel) =>
      http.query({ method: 'POST', path: path('channels'), body, answer: CreatedAlertChannel }),
    removeChannel: (id: string) => http.command({ method: 'DELETE', path: path('channels', id) }),
    testChannel: (id: string) =>
      http.query({ method: 'POST', path: path('channels', id, 'test'), answer: AlertTest }),
  }
}
