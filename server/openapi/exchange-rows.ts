import { z } from 'zod'
import { ExportRequest } from '#wire/exchange.ts'
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
]
