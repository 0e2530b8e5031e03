import {
  EXPORT_COUNT_HEADER,
  ImportEvent,
  type ExportRequest,
  type ImportQuery,
  type ImportReport,
} from '#wire/exchange.ts'
import { ApiFailure } from './api-failure.ts'
import type { Http } from './http.ts'

export type ExchangeClient = ReturnType<typeof createExchangeClient>

/** A file that is on its way. */
export interface ComingFile {
  name: string
  type: string
  /** Conversations in it. */
  conversations: number
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null
}

export interface Importing extends ImportQuery {
  /** How far it has come. */
  onProgress: (progress: Extract<ImportEvent, { type: 'progress' }>) => void
  signal: AbortSignal
}

/** Conversations out and in. Apart from createClient, so that only its dialogs load it. */
export function createExchangeClient(http: Http) {
  return {
    async export(body: ExportRequest, signal?: AbortSignal): Promise<ComingFile> {
      const response = await http.open({ method: 'POST', path: '/api/exports', body, signal })
      const { headers } = response
      return {
        name: nameIn(headers.get('content-disposition') ?? ''),
        type: headers.get('content-type') ?? 'application/octet-stream',
        conversations: Number(headers.get(EXPORT_COUNT_HEADER) ?? 1),
        body: response.body,
      }
    },

    /** Checks what would come over, or takes it. Throws ApiFailure, also for what failed in its midst. */
    async import(
      file: Blob,
      { onProgress, signal, mode, name, classification }: Importing,
    ): Promise<ImportReport> {
      const query = { mode, ...(name && { name }), ...(classification && { classification }) }
      const path = `/api/imports?${new URLSearchParams(query).toString()}`
      const response = await http.open({ method: 'POST', path, file, signal })
      for await (const line of linesOf(response)) {
        const event = ImportEvent.parse(JSON.parse(line))
        if (event.type === 'report') return event.report
        if (event.type === 'progress') onProgress(event)
        else throw new ApiFailure(event.error.code, event.error.message, { error: event.error })
      }
      throw new ApiFailure('unreachable', 'The connection ended before the report.')
    },
  }
}

function nameIn(disposition: string): string {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1]
  return encoded === undefined ? 'export' : decodeURIComponent(encoded)
}

async function* linesOf({ body }: Response): AsyncGenerator<string> {
  if (!body) return
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) break
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    yield* lines.filter((line) => line !== '')
  }
  if (rest !== '') yield rest
}
