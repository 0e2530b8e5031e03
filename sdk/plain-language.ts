import {
  PlainSampleLanguage,
  PlainStandardList,
  PlainText,
  PlainTextList,
  RewriteEvent,
  type CreatePlainText,
  type DecideFact,
  type PlainExportFormat,
  type PlainSample,
  type RewritePlainText,
  type UpdatePlainBlock,
  type UpdatePlainText,
} from '#wire/plain-language.ts'
import type { Http } from './http.ts'
import { postEvents } from './post-events.ts'

export type PlainLanguageClient = ReturnType<typeof createPlainLanguageClient>

/** Texts in plain language. Apart from createClient, so that only who writes some loads it. */
export function createPlainLanguageClient(http: Http) {
  const root = '/api/plain-texts'
  const text = (method: 'POST' | 'PUT' | 'PATCH', path: string, body: object) =>
    http.query({ method, path: `${root}${path}`, body, answer: PlainText })
  return {
    listStandards: async (signal?: AbortSignal) =>
      (
        await http.query({
          path: '/api/plain-language/standards',
          answer: PlainStandardList,
          signal,
        })
      ).standards,
    /** Of the beginning of a text; null: it is too short to tell. */
    languageOf: async (sample: string, signal: AbortSignal) =>
      (
        await http.query({
          method: 'POST',
          path: '/api/plain-language/language',
          body: { text: sample } satisfies PlainSample,
          answer: PlainSampleLanguage,
          signal,
        })
      ).lang,
    list: async (signal?: AbortSignal) =>
      (await http.query({ path: root, answer: PlainTextList, signal })).texts,
    create: (body: CreatePlainText) => text('POST', '', body),
    get: (id: string, signal?: AbortSignal) =>
      http.query({ path: `${root}/${id}`, answer: PlainText, signal }),
    update: (id: string, body: UpdatePlainText) => text('PATCH', `/${id}`, body),
    remove: (id: string) => http.command({ method: 'DELETE', path: `${root}/${id}` }),
    writeBlock: (id: string, blockId: string, body: UpdatePlainBlock) =>
      text('PUT', `/${id}/blocks/${blockId}`, body),
    decide: (id: string, body: DecideFact) => text('PUT', `/${id}/facts`, body),
    sign: (id: string, version: number) => text('POST', `/${id}/sign-off`, { version }),
    handOver: async (id: string, reviewerId: string | null) =>
      (
        await http.query({
          method: 'POST',
          path: `${root}/${id}/hand-over`,
          body: { reviewerId },
          answer: PlainTextList,
        })
      ).texts,
    /** Ends when the text is written; leaving the loop, or the signal, stops the model. */
    rewrite: (id: string, body: RewritePlainText, signal: AbortSignal) =>
      events(http, { path: `${root}/${id}/rewriting`, body, signal }),
    readSecond: (id: string, body: RewritePlainText, signal: AbortSignal) =>
      events(http, { path: `${root}/${id}/second-reading`, body, signal }),
    /** Where the file is, for who is signed in. */
    fileOf: (id: string, format: PlainExportFormat) => `${root}/${id}/file?format=${format}`,
  }
}

async function* events(
  http: Http,
  asked: { path: string; body: RewritePlainText; signal: AbortSignal },
): AsyncGenerator<RewriteEvent> {
  for await (const data of postEvents(http, asked)) yield RewriteEvent.parse(JSON.parse(data))
}
