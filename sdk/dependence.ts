import {
  DependenceReport,
  DrillReport,
  DrillState,
  LiveDrill,
  RouteList,
  type Loss,
} from '#wire/dependence.ts'
import type { Http } from './http.ts'

export type DependenceClient = ReturnType<typeof createDependenceClient>

/** Routes, drills and the dependence report. Apart from createClient, so that only the pages that show them load it. */
export function createDependenceClient(http: Http) {
  const path = '/api/drill'
  return {
    listRoutes: async (signal?: AbortSignal) =>
      (await http.query({ path: '/api/routes', answer: RouteList, signal })).routes,
    getDependence: (days: number, signal?: AbortSignal) =>
      http.query({ path: `/api/dependence?days=${days}`, answer: DependenceReport, signal }),
    /** Where the report is as a document. */
    dependenceFile: (days: number) => `/api/dependence.pdf?days=${days}`,
    getDrill: (signal?: AbortSignal) => http.query({ path, answer: DrillState, signal }),
    rehearse: (lose: Loss, days: number) =>
      http.query({ method: 'POST', path, body: { mode: 'dry', lose, days }, answer: DrillReport }),
    startDrill: (lose: Loss, minutes: number) =>
      http.query({
        method: 'POST',
        path,
        body: { mode: 'live', lose, minutes },
        answer: LiveDrill,
      }),
    endDrill: () => http.command({ method: 'DELETE', path }),
  }
}
