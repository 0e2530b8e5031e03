import {
  CheckedTerms,
  Concept,
  ConceptPage,
  Glossary,
  GlossaryImportReport,
  GlossaryList,
  SubjectList,
  type CheckTerms,
  type CreateGlossary,
  type SaveConcept,
  type UpdateGlossary,
} from '#wire/glossary.ts'
import type { Http } from './http.ts'

export type GlossaryClient = ReturnType<typeof createGlossaryClient>

/** The words of an organisation. */
export function createGlossaryClient(http: Http) {
  const of = (id: string) => `/api/glossaries/${id}`
  return {
    list: async (signal?: AbortSignal) =>
      (await http.query({ path: '/api/glossaries', answer: GlossaryList, signal })).glossaries,
    create: (body: CreateGlossary) =>
      http.query({ method: 'POST', path: '/api/glossaries', body, answer: Glossary }),
    change: (id: string, body: UpdateGlossary) =>
      http.query({ method: 'PATCH', path: of(id), body, answer: Glossary }),
    remove: (id: string) => http.command({ method: 'DELETE', path: of(id) }),
    subjects: async (id: string, signal?: AbortSignal) =>
      (await http.query({ path: `${of(id)}/subjects`, answer: SubjectList, signal })).subjects,
    /** Those with words that begin so; empty: all. */
    concepts: (id: string, asked: { q: string; cursor: string | null }, signal?: AbortSignal) => {
      const query = new URLSearchParams({
        ...(asked.q !== '' && { q: asked.q }),
        ...(asked.cursor !== null && { cursor: asked.cursor }),
      })
      const path = `${of(id)}/concepts?${query.toString()}`
      return http.query({ path, answer: ConceptPage, signal })
    },
    addConcept: (id: string, body: SaveConcept) =>
      http.query({ method: 'POST', path: `${of(id)}/concepts`, body, answer: Concept }),
    changeConcept: (id: string, conceptId: string, body: SaveConcept) =>
      http.query({
        method: 'PUT',
        path: `${of(id)}/concepts/${conceptId}`,
        body,
        answer: Concept,
      }),
    removeConcept: (id: string, conceptId: string) =>
      http.command({ method: 'DELETE', path: `${of(id)}/concepts/${conceptId}` }),
    /** `check` says what would happen, `take` does it. */
    import: async (id: string, mode: 'check' | 'take', file: Blob) => {
      const path = `${of(id)}/imports?mode=${mode}`
      const response = await http.open({ method: 'POST', path, file })
      return GlossaryImportReport.parse(await response.json())
    },
    undoImport: (id: string) =>
      http.query({ method: 'DELETE', path: `${of(id)}/imports/last`, answer: Glossary }),
    /** Where all of it is as a file. */
    file: (id: string, format: 'csv' | 'tbx') => `${of(id)}/${format}`,
    /** What an answer says that a glossary forbids. */
    check: async (body: CheckTerms, signal?: AbortSignal) =>
      (
        await http.query({
          method: 'POST',
          path: '/api/glossary-checks',
          body,
          answer: CheckedTerms,
          signal,
        })
      ).deviations,
  }
}
