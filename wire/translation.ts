import { z } from 'zod'
import { Classification } from './classification.ts'
import { AnswerOrigin, Usage } from './conversations.ts'
import { ApiError } from './errors.ts'
import { plainText } from './plain-text.ts'

/** A language by its tag, BCP 47. */
export const LanguageTag = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/)
  .meta({ examples: ['fr'] })

/** How readers are addressed, where the language makes a difference: Sie or du, vous or tu. */
export const Formality = z.enum(['formal', 'informal'])
export type Formality = z.infer<typeof Formality>

/** More than a long report; what is longer is given in parts. */
export const MAX_TRANSLATED_CHARS = 100_000

const Wishes = {
  /** Null, absent: found out. */
  from: LanguageTag.nullable().optional(),
  to: LanguageTag,
  formality: Formality.default('formal'),
  /** Absent: the conversation's, else the usual one. */
  modelId: plainText(200).nullable().optional(),
}

/** A message of a conversation, whose translation is kept beside it; or a text, which is kept nowhere. Markdown both. */
export const TranslateRequest = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('message'),
    conversationId: z.uuid(),
    messageId: z.uuid(),
    /** Also where a translation is kept already. */
    isFresh: z.boolean().default(false),
    ...Wishes,
  }),
  z.strictObject({
    kind: z.literal('text'),
    text: z.string().min(1).max(MAX_TRANSLATED_CHARS),
    /** What it is a part of: handled as carefully as that. */
    conversationId: z.uuid().optional(),
    /** Of what is part of no conversation; absent: as the organisation says. It can be raised, never lowered. */
    classification: Classification.optional(),
    /** Of a chat that is stored nowhere: no rule may keep its words. */
    isTemporary: z.boolean().default(false),
    /** Somebody else's file. Policies may ask. */
    isFromFile: z.boolean().default(false),
    /** Terms that a translation before left out: they are demanded. Ids of concepts. */
    insistOn: z.array(z.uuid()).max(50).default([]),
    ...Wishes,
  }),
])
export type TranslateRequest = z.input<typeof TranslateRequest>

/** A concept of a glossary that a text speaks of. Places are UTF-16 units of the block. */
export const MatchedTerm = z.object({
  conceptId: z.uuid(),
  glossaryId: z.uuid(),
  /** The words in the text. */
  found: z.string(),
  from: z.int().nonnegative(),
  to: z.int().nonnegative(),
  /** How it may be called in the other language; the preferred ones first. Empty: the glossary does not say. */
  allowed: z.array(z.string()),
  forbidden: z.array(z.string()),
  definition: z.string(),
})
export type MatchedTerm = z.infer<typeof MatchedTerm>

/** Where a translation does not say what the glossary wants. */
export const Deviation = z.object({
  conceptId: z.uuid(),
  /** None of the allowed terms is there; or one is there that is not to be used. */
  kind: z.enum(['missing', 'forbidden']),
  /** What the text says; of `missing`: the words of the source. */
  found: z.string(),
  /** Where the forbidden term is, in UTF-16 units of the translated block; null: nowhere. */
  from: z.int().nonnegative().nullable(),
  to: z.int().nonnegative().nullable(),
  /** What should be there, the preferred term first; empty: the glossary does not say. */
  expected: z.array(z.string()),
})
export type Deviation = z.infer<typeof Deviation>

/**
 * Why a block was left as it was: what stands in for code, addresses or formulas was lost (`marks`), numbers differ, the
 * structure differs, it is in another language, was not translated, is far too long or short, or there was no answer.
 */
export const BlockProblem = z.enum([
  'marks',
  'numbers',
  'structure',
  'language',
  'untranslated',
  'length',
  'no_answer',
])
export type BlockProblem = z.infer<typeof BlockProblem>

/** A paragraph, a list, a table… with the blank lines after it: joined, the blocks are the text again. */
export const SourceBlock = z.object({
  index: z.int().nonnegative(),
  source: z.string(),
  /** Nothing in it is translated: code, formulas, rules. */
  isKept: z.boolean(),
})
export type SourceBlock = z.infer<typeof SourceBlock>

export const TranslatedBlock = z.object({
  index: z.int().nonnegative(),
  /** The source where it could not be translated. */
  text: z.string(),
  /** Why a part or all of it is as it was; absent: it was translated. */
  problem: BlockProblem.optional(),
  terms: z.array(MatchedTerm),
  deviations: z.array(Deviation),
})
export type TranslatedBlock = z.infer<typeof TranslatedBlock>

/** What is known once all of it is there. */
export const TranslationEnd = z.object({
  usage: Usage.nullable(),
  /** Of all its calls together. */
  origin: AnswerOrigin.nullable(),
  /** What most of the translation is in, where that is not what was asked for; null: all is well, or nobody can tell. */
  foundLang: z.string().nullable(),
  /** When it was made. */
  madeAt: z.iso.datetime(),
  /** A glossary has changed since. */
  isOutdated: z.boolean(),
})
export type TranslationEnd = z.infer<typeof TranslationEnd>

export const TranslationStart = z.object({
  modelId: z.string(),
  /** BCP 47; null: nobody is sure. */
  from: z.string().nullable(),
  to: z.string(),
  formality: Formality,
  blocks: z.array(SourceBlock),
})
export type TranslationStart = z.infer<typeof TranslationStart>

/** What comes back, as it comes. The last one is `finished` or `failed`; a line that breaks off before is broken. */
export const TranslationEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), ...TranslationStart.shape }),
  z.object({ type: z.literal('block'), ...TranslatedBlock.shape }),
  z.object({ type: z.literal('finished'), ...TranslationEnd.shape }),
  z.object({ type: z.literal('failed'), error: ApiError }),
])
export type TranslationEvent = z.infer<typeof TranslationEvent>

export const TranslationQuery = z.object({ lang: LanguageTag })

/** What is kept of a conversation in one language. */
export const KeptTranslations = z.object({
  translations: z.array(
    z.object({
      messageId: z.uuid(),
      start: TranslationStart,
      blocks: z.array(TranslatedBlock),
      end: TranslationEnd,
    }),
  ),
})
export type KeptTranslations = z.infer<typeof KeptTranslations>

/** A translation as a file. What was changed by hand comes along as it is now. */
export const TranslationFile = z.strictObject({
  title: z.string().max(200),
  lang: LanguageTag,
  text: z.string().min(1).max(400_000),
  format: z.enum(['md', 'docx', 'odt']),
  /** Who translated it: named in the line that says so, which stands in every file. */
  modelId: z.string().max(200).optional(),
  /** Under the title: of what it was made, in one's own words. */
  note: z.string().max(2_000).default(''),
})
export type TranslationFile = z.infer<typeof TranslationFile>
