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
