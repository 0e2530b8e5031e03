import { z } from 'zod'
import {
  KeptTranslations,
  TranslateRequest,
  TranslationFile,
  TranslationEvent,
  TranslationQuery,
} from '#wire/translation.ts'
import type { Row } from './api-operation.ts'

/** Texts in other languages. */
export const TRANSLATION_ROWS: Row[] = [
  [
    'post',
    '/translations',
    'Translate a message or a text of Markdown: blocks as they are there, as server-sent events. What was made of a message is kept beside it.',
    { body: { TranslateRequest }, answer: { TranslationEvent }, type: 'text/event-stream' },
  ],
  [
    'get',
    '/conversations/:id/translations',
    'What is kept of a conversation in a language.',
    { query: TranslationQuery, answer: { KeptTranslations } },
  ],
  [
    'post',
    '/translation-files',
    'A translation as a file: Markdown, DOCX or ODT.',
    {
      body: { TranslationFile },
      answer: { File: z.string() },
      type: 'application/octet-stream',
    },
  ],
]
