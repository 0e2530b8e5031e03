import {
  Guardrail,
  GuardrailList,
  GuardrailVerdict,
  type SaveGuardrail,
  type TryGuardrail,
} from '#wire/guardrails.ts'
import {
  ScreeningPreview,
  ScreeningSettings,
  type PreviewScreening,
  type SaveScreening,
} from '#wire/screening.ts'
import type { Http } from './http.ts'

export type ScreeningClient = ReturnType<typeof createScreeningClient>

/** What of a call may leave, and as what. Apart from createClient, so that only who shows it loads it. */
export function createScreeningClient(http: Http) {
  const path = '/api/screening'
  return {
    getScreening: (signal?: AbortSignal) => http.query({ path, answer: ScreeningSettings, signal }),
    saveScreening: (body: SaveScreening) =>
      http.query({ method: 'PATCH', path, body, answer: ScreeningSettings }),
    /** What would become of a text; nothing of it is kept. */
    previewScreening: (body: PreviewScreening, signal?: AbortSignal) =>
      http.query({
        method: 'POST',
        path: `${path}/preview`,
        body,
        answer: ScreeningPreview,
        signal,
      }),
    listGuardrails: async (signal?: AbortSignal) =>
      (await http.query({ path: `${path}/guardrails`, answer: GuardrailList, signal })).guardrails,
    addGuardrail: (body: SaveGuardrail) =>
      http.query({ method: 'POST', path: `${path}/guardrails`, body, answer: Guardrail }),
    updateGuardrail: (id: string, body: SaveGuardrail) =>
      http.query({ method: 'PATCH', path: `${path}/guardrails/${id}`, body, answer: Guardrail }),
    removeGuardrail: (id: string) =>
      http.command({ method: 'DELETE', path: `${path}/guardrails/${id}` }),
    tryGuardrail: (body: TryGuardrail) =>
      http.query({
        method: 'POST',
        path: `${path}/guardrails/try`,
        body,
        answer: GuardrailVerdict,
      }),
    /** Where the numbers of the last week are as a table. */
    countsFile: `${path}/counts.csv`,
  }
}
