import {
  DisposalList,
  Hold,
  HoldList,
  MyData,
  PersonData,
  Retention,
  RetentionRule,
  RightsRequest,
  RightsRequestPage,
  RightsSettings,
  SignedDisposal,
  type AskForRight,
  type DecideRequest,
  type ErasePerson,
  type PlaceHold,
  type RecordRequest,
  type SetRetention,
} from '#wire/rights.ts'
import type { ExportOrganisation } from '#wire/exit.ts'
import type { Http } from './http.ts'

export type RightsClient = ReturnType<typeof createRightsClient>

/** Rights of people, retention and holds, and the way out. Apart from createClient, so that only their pages load it. */
export function createRightsClient(http: Http) {
  return { ...myCalls(http), ...officerCalls(http), ...retentionCalls(http), ...exitCalls(http) }
}

function myCalls(http: Http) {
  return {
    getMyData: (signal?: AbortSignal) =>
      http.query({ path: '/api/my/data', answer: MyData, signal }),
    /** Where all of it can be had as a file. */
    myFile: '/api/my/data/export',
    ask: (body: AskForRight) =>
      http.query({ method: 'POST', path: '/api/my/rights-requests', body, answer: RightsRequest }),
    withdraw: (id: string) =>
      http.query({
        method: 'POST',
        path: `/api/my/rights-requests/${id}/withdraw`,
        answer: RightsRequest,
      }),
    eraseMyself: (body: ErasePerson) =>
      http.query({ method: 'POST', path: '/api/my/erasure', body, answer: SignedDisposal }),
  }
}

function officerCalls(http: Http) {
  return {
    listRequests: (search: Record<string, string>, signal?: AbortSignal) =>
      http.query({
        path: `/api/rights/requests?${new URLSearchParams(search).toString()}`,
        answer: RightsRequestPage,
        signal,
      }),
    requestsFile: (search: Record<string, string>) =>
      `/api/rights/requests.csv?${new URLSearchParams(search).toString()}`,
    recordRequest: (body: RecordRequest) =>
      http.query({ method: 'POST', path: '/api/rights/requests', body, answer: RightsRequest }),
    decide: (id: string, body: DecideRequest) =>
      http.query({
        method: 'POST',
        path: `/api/rights/requests/${id}`,
        body,
        answer: RightsRequest,
      }),
    erase: (requestId: string, body: ErasePerson) =>
      http.query({
        method: 'POST',
        path: `/api/rights/requests/${requestId}/erasure`,
        body,
        answer: SignedDisposal,
      }),
    getPersonData: (personId: string, signal?: AbortSignal) =>
      http.query({ path: `/api/rights/people/${personId}`, answer: PersonData, signal }),
    personFile: (personId: string) => `/api/rights/people/${personId}/export`,
    getSettings: (signal?: AbortSignal) =>
      http.query({ path: '/api/rights/settings', answer: RightsSettings, signal }),
    setSettings: (body: RightsSettings) =>
      http.query({ method: 'POST', path: '/api/rights/settings', body, answer: RightsSettings }),
  }
}

function retentionCalls(http: Http) {
  return {
    getRetention: (signal?: AbortSignal) =>
      http.query({ path: '/api/retention', answer: Retention, signal }),
    previewRetention: (body: SetRetention) =>
      http.query({ method: 'POST', path: '/api/retention/preview', body, answer: RetentionRule }),
    setRetention: (body: SetRetention) =>
      http.query({ method: 'POST', path: '/api/retention', body, answer: Retention }),
    listHolds: async (signal?: AbortSignal) =>
      (await http.query({ path: '/api/holds', answer: HoldList, signal })).holds,
    holdsFile: '/api/holds.csv',
    placeHold: (body: PlaceHold) =>
      http.query({ method: 'POST', path: '/api/holds', body, answer: Hold }),
    liftHold: (id: string) =>
      http.query({ method: 'POST', path: `/api/holds/${id}/lift`, answer: Hold }),
    listDisposals: (cursor: string | null, signal?: AbortSignal) =>
      http.query({
        path: cursor === null ? '/api/rights/disposals' : `/api/rights/disposals?cursor=${cursor}`,
        answer: DisposalList,
        signal,
      }),
    /** One certificate, as signed JSON or on paper. */
    disposalFile: (id: string) => `/api/rights/disposals/${id}`,
    disposalPdf: (id: string) => `/api/rights/disposals/${id}/pdf`,
  }
}

function exitCalls(http: Http) {
  return {
    /** The whole organisation, as bytes that can be kept. */
    exportOrganisation: (body: ExportOrganisation) =>
      http.open({ method: 'POST', path: '/api/organisation/export', body }),
  }
}
