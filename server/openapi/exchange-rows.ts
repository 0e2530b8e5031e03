import { z } from 'zod'
import { ExportRequest, ImportEvent, ImportQuery } from '#wire/exchange.ts'
import type { Row } from './api-operation.ts'

const Bytes = z.string().meta({ format: 'binary' })

/** Conversations out and in. */
export const EXCHANGE_ROWS: readonly Row[] = [
  [
    'post',
    '/exports',
    'A message, a table of one, a conversation, several or all of one’s own, as a file.',
    { body: { ExportRequest }, answer: { Bytes }, type: 'application/octet-stream' },
  ],
  [
    'post',
    '/imports',
    'Check, or take over, the conversations of another program’s export, which is the body. Lines of progress, then the report.',
    { query: ImportQuery, answer: { ImportEvent }, type: 'application/x-ndjson' },
  ],
]
