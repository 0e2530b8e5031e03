import { z } from 'zod'
import {
  CreatePlainText,
  DecideFact,
  HandOverPlainText,
  PlainExportFormat,
  PlainStandardList,
  PlainText,
  PlainTextList,
  RewritePlainText,
  SignPlainText,
  UpdatePlainBlock,
  UpdatePlainText,
  PlainSample,
  PlainSampleLanguage,
} from '#wire/plain-language.ts'
import type { Row } from './api-operation.ts'

/** Texts in plain language. */
export const PLAIN_LANGUAGE_ROWS: Row[] = [
  [
    'get',
    '/plain-language/standards',
    'The ways of writing that there are, with their rules and where they come from.',
    { answer: { PlainStandardList } },
  ],
  [
    'post',
    '/plain-language/language',
    'In which language a text begins.',
    { body: { PlainSample }, answer: { PlainSampleLanguage } },
  ],
  [
    'get',
    '/plain-texts',
    'Your own texts, and those that you review.',
    { answer: { PlainTextList } },
  ],
  [
    'post',
    '/plain-texts',
    'Begin with a text that is to be rewritten. No model is asked yet.',
    { body: { CreatePlainText }, answer: { PlainText }, status: 201 },
  ],
  [
    'get',
    '/plain-texts/:id',
    'A text part by part, with its readability before and after, what goes against its standard, and facts lost, added or changed.',
    { answer: { PlainText } },
  ],
  [
    'patch',
    '/plain-texts/:id',
    'Another title, or another standard.',
    { body: { UpdatePlainText }, answer: { PlainText } },
  ],
  ['delete', '/plain-texts/:id', 'Delete a text of your own.'],
  [
    'put',
    '/plain-texts/:id/blocks/:block',
    'Write a part yourself. What was signed is not signed any more.',
    { body: { UpdatePlainBlock }, answer: { PlainText } },
  ],
  [
    'put',
    '/plain-texts/:id/facts',
    'Say of a difference that it is intended, or mended.',
    { body: { DecideFact }, answer: { PlainText } },
  ],
  [
    'post',
    '/plain-texts/:id/rewriting',
    'Have a model rewrite one part, or all that have no text yet, as events (RewriteEvent).',
    { body: { RewritePlainText }, type: 'text/event-stream' },
  ],
  [
    'post',
    '/plain-texts/:id/second-reading',
    'Ask a model which statements were lost or added: an opinion. As events.',
    { body: { RewritePlainText }, type: 'text/event-stream' },
  ],
  [
    'post',
    '/plain-texts/:id/hand-over',
    'Hand a text to a colleague for review, or back.',
    { body: { HandOverPlainText }, answer: { PlainTextList } },
  ],
  [
    'post',
    '/plain-texts/:id/sign-off',
    'Answer for a text: possible once no difference is open.',
    { body: { SignPlainText }, answer: { PlainText } },
  ],
  [
    'get',
    '/plain-texts/:id/file',
    'The text as a file, with who signed it.',
    { query: z.object({ format: PlainExportFormat.optional() }), type: 'application/octet-stream' },
  ],
]
