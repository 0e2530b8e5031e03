import { z } from 'zod'
import {
  CheckedTerms,
  CheckTerms,
  Concept,
  ConceptPage,
  ConceptQuery,
  CreateGlossary,
  Glossary,
  GlossaryImportQuery,
  GlossaryImportReport,
  GlossaryList,
  SaveConcept,
  SubjectList,
  UpdateGlossary,
} from '#wire/glossary.ts'
import type { Row } from './api-operation.ts'

/** The words of an organisation. */
export const GLOSSARY_ROWS: Row[] = [
  ['get', '/glossaries', 'The glossaries that are for whoever asks.', { answer: { GlossaryList } }],
  [
    'post',
    '/glossaries',
    'Begin a glossary.',
    { body: { CreateGlossary }, answer: { Glossary }, status: 201 },
  ],
  [
    'patch',
    '/glossaries/:id',
    'Change what a glossary is called, whose it is, and where it is used.',
    { body: { UpdateGlossary }, answer: { Glossary } },
  ],
  ['delete', '/glossaries/:id', 'Delete a glossary with all that is in it.'],
  ['get', '/glossaries/:id/subjects', 'Its subjects, counted.', { answer: { SubjectList } }],
  [
    'get',
    '/glossaries/:id/concepts',
    'A page of its concepts: all, or those with words that begin so.',
    { query: ConceptQuery, answer: { ConceptPage } },
  ],
  [
    'post',
    '/glossaries/:id/concepts',
    'Add a concept.',
    { body: { SaveConcept }, answer: { Concept }, status: 201 },
  ],
  [
    'put',
    '/glossaries/:id/concepts/:conceptId',
    'Change a concept.',
    { body: { SaveConcept }, answer: { Concept } },
  ],
  ['delete', '/glossaries/:id/concepts/:conceptId', 'Delete a concept.'],
  [
    'post',
    '/glossaries/:id/imports',
    'Check or take a file: CSV with a column a language, or TBX (ISO 30042). The body is the file.',
    { query: GlossaryImportQuery, answer: { GlossaryImportReport } },
  ],
  [
    'delete',
    '/glossaries/:id/imports/last',
    'Undo the last import: the glossary as it was before.',
    { answer: { Glossary } },
  ],
  [
    'get',
    '/glossaries/:id/csv',
    'All of it as a table.',
    { answer: { Text: z.string() }, type: 'text/csv' },
  ],
  [
    'get',
    '/glossaries/:id/tbx',
    'All of it as TBX-Basic (ISO 30042:2019).',
    { answer: { Text: z.string() }, type: 'application/x-tbx' },
  ],
  [
    'post',
    '/glossary-checks',
    'What an answer says that a glossary of its conversation forbids.',
    { body: { CheckTerms }, answer: { CheckedTerms } },
  ],
]
