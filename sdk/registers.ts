import {
  Form,
  LiteracyList,
  LiteracyModule,
  LiteracyResult,
  RegisterOverview,
  RegisterPage,
  UseCase,
  UseCaseList,
  type BindUseCase,
  type CompleteLiteracy,
  type CreateUseCase,
  type DecideUseCase,
  type FormName,
  type RegisterName,
  type SaveForm,
  type UseCaseDocument,
} from '#wire/registers.ts'
import type { DocumentFormat } from '#wire/documents.ts'
import type { Http } from './http.ts'

export type RegistersClient = ReturnType<typeof createRegistersClient>

/** A register, or a document about one use case. */
export type DocumentPlace = { register: RegisterName } | { useCase: string; name: UseCaseDocument }

/** What is asked of people, about what, and in which language. */
export interface FormPlace {
  form: FormName
  /** The id of a use case, the name of a deployment; empty: the organisation. */
  subject: string
  lang: string
}

/** Registers, use cases, their forms, and the course for the staff. Texts come in the language that is asked for. */
export function createRegistersClient(http: Http) {
  return {
    overview: (signal?: AbortSignal) =>
      http.query({ path: '/api/registers', answer: RegisterOverview, signal }),
    read: (place: DocumentPlace, lang: string, signal?: AbortSignal) =>
      http.query({ path: `${pathOf(place)}?lang=${lang}`, answer: RegisterPage, signal }),
    /** Where a document is as a file. */
    file: (place: DocumentPlace, lang: string, format: DocumentFormat) =>
      `${pathOf(place)}?lang=${lang}&format=${format}`,

    readForm: (asked: FormPlace, signal?: AbortSignal) =>
      http.query({ path: formPath(asked), answer: Form, signal }),
    saveForm: (asked: FormPlace, body: SaveForm) =>
      http.query({ method: 'POST', path: formPath(asked), body, answer: Form }),
    ...useCaseCalls(http),
    ...literacyCalls(http),
  }
}

function useCaseCalls(http: Http) {
  const path = '/api/use-cases'
  return {
    listUseCases: async (signal?: AbortSignal) =>
      (await http.query({ path, answer: UseCaseList, signal })).useCases,
    getUseCase: (id: string, signal?: AbortSignal) =>
      http.query({ path: `${path}/${id}`, answer: UseCase, signal }),
    createUseCase: (body: CreateUseCase) =>
      http.query({ method: 'POST', path, body, answer: UseCase }),
    decideUseCase: (id: string, body: DecideUseCase) =>
      http.query({ method: 'POST', path: `${path}/${id}/decision`, body, answer: UseCase }),
    bindUseCase: (id: string, body: BindUseCase) =>
      http.query({ method: 'PATCH', path: `${path}/${id}/bindings`, body, answer: UseCase }),
  }
}

function literacyCalls(http: Http) {
  const path = '/api/literacy'
  return {
    readCourse: (lang: string, signal?: AbortSignal) =>
      http.query({ path: `${path}?lang=${lang}`, answer: LiteracyModule, signal }),
    completeCourse: (body: CompleteLiteracy) =>
      http.query({ method: 'POST', path, body, answer: LiteracyResult }),
    listCompletions: (asked: { search: string; cursor: string | null }, signal?: AbortSignal) => {
      const query = new URLSearchParams({ search: asked.search })
      if (asked.cursor !== null) query.set('cursor', asked.cursor)
      return http.query({
        path: `${path}/completions?${query.toString()}`,
        answer: LiteracyList,
        signal,
      })
    },
    completionsFile: () => `${path}/completions?format=csv`,
  }
}

function pathOf(place: DocumentPlace): string {
  if ('register' in place) return `/api/registers/${place.register}`
  return `/api/use-cases/${place.useCase}/documents/${place.name}`
}

function formPath({ form, subject, lang }: FormPlace): string {
  return `/api/register-forms/${form}?${new URLSearchParams({ subject, lang }).toString()}`
}
