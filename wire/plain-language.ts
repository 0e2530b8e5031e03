import { z } from 'zod'
import { Classification } from './classification.ts'
import { AnswerOrigin } from './conversations.ts'
import { ApiError } from './errors.ts'
import { plainText } from './plain-text.ts'

const Id = z.uuid()
const Instant = z.iso.datetime()

/** Of a source, and of what is made of it; characters. About thirty pages. */
export const MAX_PLAIN_CHARACTERS = 60_000
/** Of one part of a text. */
export const MAX_PLAIN_BLOCK = 20_000

/** A way of writing that is easier to read. Names and rules are in its own language, and are data. */
export const PlainStandard = z.object({
  id: z.string(),
  /** BCP 47, of the text. */
  lang: z.string(),
  name: z.string(),
  /** `easy`: for people who find reading hard, checked by such people. `plain`: for everybody. */
  level: z.enum(['easy', 'plain']),
  /** `norm`: a standards body has adopted it; `guideline`: an established one; `general`: written for no language of its own. */
  standing: z.enum(['norm', 'guideline', 'general']),
  source: z.string(),
  rules: z.array(z.string()),
})
export type PlainStandard = z.infer<typeof PlainStandard>
/** The beginning of a text, of which one wants to know the language. */
export const PlainSample = z.strictObject({ text: z.string().min(1).max(2_000) })
export type PlainSample = z.infer<typeof PlainSample>

/** Null: it is too short to tell. */
export const PlainSampleLanguage = z.object({ lang: z.string().nullable() })
export type PlainSampleLanguage = z.infer<typeof PlainSampleLanguage>

export const PlainStandardList = z.object({ standards: z.array(PlainStandard) })

export const Band = z.enum(['very-easy', 'easy', 'medium', 'hard', 'very-hard'])
export type Band = z.infer<typeof Band>

export const Measure = z.object({
  /** `lix`, `flesch`, `sentence-words`… */
  id: z.string(),
  /** The formula’s own name. */
  name: z.string(),
  /** Who published it. */
  source: z.string(),
  /** `validated`: with readers of the language; `adapted`: fitted to it from another; `general`: never shown to hold for it. */
  validity: z.enum(['validated', 'adapted', 'general']),
  value: z.number(),
  band: Band,
  /** How far along the scale from easy (0) to hard (1). */
  position: z.number().min(0).max(1),
})
export type Measure = z.infer<typeof Measure>

export const Readability = z.object({
  sentences: z.int(),
  words: z.int(),
  /** Words a sentence, characters a word, per cent of words with more than six letters. */
  sentenceWords: z.number(),
  wordLetters: z.number(),
  longWordShare: z.number(),
  /** Empty: too little text to measure. The first one counts. */
  measures: z.array(Measure),
})
export type Readability = z.infer<typeof Readability>

export const FindingKind = z.enum([
  'long-sentence',
  'many-commas',
  'passive',
  'nominal-style',
  'long-word',
  'genitive',
  'negation',
  'number-format',
  'abbreviation',
  'several-statements',
])
export type FindingKind = z.infer<typeof FindingKind>

/** A place in a part’s text that goes against the standard; offsets in UTF-16. */
export const Finding = z.object({
  kind: FindingKind,
  start: z.int(),
  end: z.int(),
  /** Of long sentences: words; of long words: letters. */
  count: z.int().optional(),
})
export type Finding = z.infer<typeof Finding>

export const FactKind = z.enum([
  'number',
  'percent',
  'money',
  'date',
  'time',
  'duration',
  'law',
  'phone',
  'email',
  'address',
  'name',
  'negation',
  'obligation',
  'permission',
  'statement',
])
export type FactKind = z.infer<typeof FactKind>

/** Where a fact stands: which part, and where in its source or its text. */
export const FactPlace = z.object({ blockId: Id, start: z.int(), end: z.int(), text: z.string() })
export type FactPlace = z.infer<typeof FactPlace>

export const FactDecision = z.enum(['intended', 'mended'])
export type FactDecision = z.infer<typeof FactDecision>

/** A difference between source and text that a person has to look at. */
export const FactDifference = z.object({
  /** The same as long as it is the same difference. */
  key: z.string(),
  kind: FactKind,
  change: z.enum(['missing', 'added', 'changed']),
  /** Who says so: our own count, or a model’s opinion. */
  foundBy: z.enum(['count', 'model']),
  source: FactPlace.nullable(),
  result: FactPlace.nullable(),
  decision: z.object({ is: FactDecision, byName: z.string(), at: Instant }).nullable(),
})
export type FactDifference = z.infer<typeof FactDifference>

export const PlainBlock = z.object({
  id: Id,
  source: z.string(),
  /** As the model wrote it last; null: it has not. */
  made: z.string().nullable(),
  text: z.string(),
  /** By which model, and where, the last rewriting was computed. */
  origin: AnswerOrigin.nullable(),
  modelId: z.string().nullable(),
  findings: z.array(Finding),
  sourceFindings: z.array(Finding),
})
export type PlainBlock = z.infer<typeof PlainBlock>

export const PlainTextState = z.enum(['draft', 'review', 'signed'])
export type PlainTextState = z.infer<typeof PlainTextState>

export const SignOff = z.object({
  byName: z.string(),
  at: Instant,
  /** SHA-256, hex, of source and text in UTF-8. */
  sourceSha256: z.string(),
  textSha256: z.string(),
  isFourEyes: z.boolean(),
})
export type SignOff = z.infer<typeof SignOff>

export const PlainTextHead = z.object({
  id: Id,
  title: z.string(),
  standardId: z.string(),
  lang: z.string(),
  classification: Classification,
  state: PlainTextState,
  ownerName: z.string(),
  isOwn: z.boolean(),
  reviewerName: z.string().nullable(),
  updatedAt: Instant,
})
export type PlainTextHead = z.infer<typeof PlainTextHead>
export const PlainTextList = z.object({ texts: z.array(PlainTextHead) })

/** What of a text changes with every key that is pressed. */
export const PlainTextCheck = z.object({
  before: Readability,
  after: Readability,
  differences: z.array(FactDifference),
})
export type PlainTextCheck = z.infer<typeof PlainTextCheck>

export const PlainText = PlainTextHead.extend({
  /** Counts changes: what is written with an older one is refused. */
  version: z.int(),
  blocks: z.array(PlainBlock),
  check: PlainTextCheck,
  /** A model has been asked for its opinion about the text as it is. */
  isSecondRead: z.boolean(),
  signOff: SignOff.nullable(),
  /** What hinders a sign-off by whoever asks; empty: nothing. */
  obstacles: z.array(z.enum(['not-rewritten', 'open-facts', 'four-eyes', 'not-reviewer'])),
})
export type PlainText = z.infer<typeof PlainText>

const Source = z
  .string()
  .min(1)
  .max(MAX_PLAIN_CHARACTERS, 'It is too long. Take a part of the text, at most 60,000 characters.')

export const CreatePlainText = z.strictObject({
  source: Source,
  standardId: z.string().max(60),
  title: plainText(200).optional(),
  classification: Classification.optional(),
  /** A stranger may have written it: policies may ask. */
  isFromFile: z.boolean().optional(),
  /** That it comes from: what strangers wrote there stays marked as that. */
  conversationId: Id.optional(),
})
export type CreatePlainText = z.infer<typeof CreatePlainText>

export const UpdatePlainText = z.strictObject({
  title: plainText(200).optional(),
  standardId: z.string().max(60).optional(),
})
export type UpdatePlainText = z.infer<typeof UpdatePlainText>

export const UpdatePlainBlock = z.strictObject({
  text: z.string().max(MAX_PLAIN_BLOCK),
  version: z.int(),
})
export type UpdatePlainBlock = z.infer<typeof UpdatePlainBlock>

export const RewritePlainText = z.strictObject({
  /** Absent: every part that has none yet. */
  blockId: Id.optional(),
  /** `shorter`: what is there, in shorter sentences. */
  how: z.enum(['again', 'shorter']).optional(),
  modelId: plainText(200).nullable().optional(),
})
export type RewritePlainText = z.infer<typeof RewritePlainText>

export const DecideFact = z.strictObject({
  key: z.string().max(400),
  /** Null: it is open again. */
  decision: FactDecision.nullable(),
})
export type DecideFact = z.infer<typeof DecideFact>

export const HandOverPlainText = z.strictObject({
  /** Who reads it next; null: back to whoever wrote it. */
  reviewerId: Id.nullable(),
})
export type HandOverPlainText = z.infer<typeof HandOverPlainText>

export const SignPlainText = z.strictObject({ version: z.int() })
export type SignPlainText = z.infer<typeof SignPlainText>

/** What a rewriting tells as it goes. The last one is `finished` or `failed`. */
export const RewriteEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('block'),
    blockId: Id,
    /** Once more: what came before was not easier, or in another language. */
    attempt: z.int(),
  }),
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({
    type: z.literal('kept'),
    blockId: Id,
    text: z.string(),
    /** What is wrong with it still, after having asked twice. */
    problem: z.enum(['language', 'not-easier', 'cut-off']).nullable(),
  }),
  z.object({ type: z.literal('finished') }),
  z.object({ type: z.literal('failed'), error: ApiError }),
])
export type RewriteEvent = z.infer<typeof RewriteEvent>

export const PlainExportFormat = z.enum(['md', 'docx', 'odt', 'pdf'])
export type PlainExportFormat = z.infer<typeof PlainExportFormat>
