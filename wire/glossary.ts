import { z } from 'zod'
import { plainText } from './plain-text.ts'
import { Deviation, LanguageTag } from './translation.ts'

/** More is a termbase of its own; a glossary that is searched in milliseconds has no more. */
export const MAX_CONCEPTS = 50_000
export const MAX_GLOSSARY_BYTES = 20 * 1024 * 1024

/** `preferred`: to be used; `admitted`: may be used; `forbidden`: not to be used. */
export const TermStatus = z.enum(['preferred', 'admitted', 'forbidden'])
export type TermStatus = z.infer<typeof TermStatus>

const Text = z.string().trim().min(1).max(200)

export const GlossaryTerm = z.strictObject({
  lang: LanguageTag,
  text: Text,
  status: TermStatus.default('preferred'),
  /** Noun, verb…: as the glossary's makers call it. */
  partOfSpeech: z.string().trim().max(40).default(''),
  /** IT is not it. */
  isCaseSensitive: z.boolean().default(false),
})
export type GlossaryTerm = z.infer<typeof GlossaryTerm>

/** One thing, and what it is called in each language. */
export const SaveConcept = z.strictObject({
  subject: z.string().trim().max(100).default(''),
  definition: z.string().trim().max(2_000).default(''),
  note: z.string().trim().max(2_000).default(''),
  terms: z.array(GlossaryTerm).min(1).max(200),
})
export type SaveConcept = z.input<typeof SaveConcept>

export const Concept = z.object({
  id: z.uuid(),
  subject: z.string(),
  definition: z.string(),
  note: z.string(),
  terms: z.array(GlossaryTerm),
})
export type Concept = z.infer<typeof Concept>

export const ConceptPage = z.object({
  concepts: z.array(Concept),
  /** Opaque; null on the last page. */
  nextCursor: z.string().nullable(),
})
export type ConceptPage = z.infer<typeof ConceptPage>

export const ConceptQuery = z.object({
  /** Beginnings of words, without accents. */
  q: z.string().max(200).optional(),
  cursor: z.uuid().optional(),
})

const Places = z.array(z.uuid()).max(500)

export const CreateGlossary = z.strictObject({
  name: plainText(100).pipe(Text),
  description: z.string().trim().max(1_000).default(''),
  /** Whose translations it is for; null: everybody's. */
  groupId: z.uuid().nullable().default(null),
})
export type CreateGlossary = z.input<typeof CreateGlossary>

export const UpdateGlossary = z.strictObject({
  name: plainText(100).pipe(Text).optional(),
  description: z.string().trim().max(1_000).optional(),
  groupId: z.uuid().nullable().optional(),
  /** Whether models are told its terms in every conversation as well, and answers are checked. */
  isInConversations: z.boolean().optional(),
  /** Only in conversations in these folders, or with these presets. */
  places: Places.optional(),
  /** Subjects that are left out. */
  subjectsOff: z.array(z.string().max(100)).max(500).optional(),
})
export type UpdateGlossary = z.infer<typeof UpdateGlossary>

export const Glossary = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  groupId: z.uuid().nullable(),
  isInConversations: z.boolean(),
  places: Places,
  subjectsOff: z.array(z.string()),
  /** Grows with every change. */
  version: z.int().positive(),
  conceptCount: z.int().nonnegative(),
  /** BCP 47, of its terms. */
  languages: z.array(z.string()),
  updatedAt: z.iso.datetime(),
  /** When a file was taken that can be taken back; null: none. */
  undoableAt: z.iso.datetime().nullable(),
})
export type Glossary = z.infer<typeof Glossary>

export const GlossaryList = z.object({ glossaries: z.array(Glossary) })
export type GlossaryList = z.infer<typeof GlossaryList>

export const SubjectList = z.object({
  subjects: z.array(z.object({ name: z.string(), count: z.int() })),
})
export type SubjectList = z.infer<typeof SubjectList>

export const GlossaryImportQuery = z.object({
  /** `check`: say what would happen; `take`: do it. */
  mode: z.enum(['check', 'take']),
})
export type GlossaryImportQuery = z.infer<typeof GlossaryImportQuery>

/** What became of a file, entry by entry: taken + merged + unchanged + refused is what it has. */
export const GlossaryImportReport = z.object({
  format: z.enum(['csv', 'tbx']),
  entries: z.int().nonnegative(),
  /** Concepts that are new. */
  taken: z.int().nonnegative(),
  /** Put into a concept that was there, or that came before in the file. */
  merged: z.int().nonnegative(),
  /** All of it was there. */
  unchanged: z.int().nonnegative(),
  refused: z.int().nonnegative(),
  /** Why, of the first of them. */
  problems: z.array(z.object({ line: z.int().positive(), reason: z.string() })),
  languages: z.array(z.string()),
  /** The first concepts as they would be. */
  examples: z.array(SaveConcept),
})
export type GlossaryImportReport = z.infer<typeof GlossaryImportReport>

/** Whether an answer says what the glossaries of its conversation want. */
export const CheckTerms = z.strictObject({
  conversationId: z.uuid(),
  messageId: z.uuid(),
})
export type CheckTerms = z.infer<typeof CheckTerms>

export const CheckedTerms = z.object({ deviations: z.array(Deviation) })
export type CheckedTerms = z.infer<typeof CheckedTerms>
