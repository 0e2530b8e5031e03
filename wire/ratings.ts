import { z } from 'zod'

/** Why somebody did not like an answer. */
export const RatingReason = z.enum([
  'wrong',
  'outdated',
  'language',
  'not_helpful',
  'too_long',
  'unsafe',
  'other',
])
export type RatingReason = z.infer<typeof RatingReason>

/** What somebody thinks of an answer; sent again, it replaces what they thought before. */
export const RateAnswer = z.strictObject({
  verdict: z.enum(['good', 'bad']),
  reasons: z.array(RatingReason).max(RatingReason.options.length).default([]),
  comment: z.string().max(2_000).default(''),
  /** What would have been right. */
  better: z.string().max(20_000).default(''),
  /**
   * Whoever looks after the models may read the comment, the better answer, the question and the answer; otherwise the
   * verdict and its reasons are counted, and nothing more is told.
   */
  isShared: z.boolean().default(false),
})
export type RateAnswer = z.input<typeof RateAnswer>

export const Rating = z.object({
  messageId: z.uuid(),
  verdict: z.enum(['good', 'bad']),
  reasons: z.array(RatingReason),
  comment: z.string(),
  better: z.string(),
  isShared: z.boolean(),
  updatedAt: z.iso.datetime(),
})
export type Rating = z.infer<typeof Rating>

export const RatingList = z.object({ ratings: z.array(Rating) })
export type RatingList = z.infer<typeof RatingList>

/** How the answers of one model were rated. */
export const ModelRating = z.object({
  /** Null: nobody noted which. */
  modelId: z.string().nullable(),
  good: z.int().nonnegative(),
  bad: z.int().nonnegative(),
  /** How often each was given. */
  reasons: z.partialRecord(RatingReason, z.int().nonnegative()),
  /** Those whose raters let others read what they wrote. */
  shared: z.int().nonnegative(),
})
export type ModelRating = z.infer<typeof ModelRating>

export const RatingSummary = z.object({ models: z.array(ModelRating) })
export type RatingSummary = z.infer<typeof RatingSummary>

/** One line of `GET /api/ratings.jsonl`: for evaluation. Words are there only where their writer let them be read. */
export const RatingLine = z.object({
  modelId: z.string().nullable(),
  verdict: z.enum(['good', 'bad']),
  reasons: z.array(RatingReason),
  /** BCP 47, of the answer. */
  lang: z.string().nullable(),
  /** The day alone: who was there at which minute is nobody's business. */
  day: z.iso.date(),
  words: z
    .object({
      question: z.string(),
      answer: z.string(),
      comment: z.string(),
      better: z.string(),
    })
    .nullable(),
})
export type RatingLine = z.infer<typeof RatingLine>

/** A share of how many, and where the true one lies with 95 % certainty (Wilson's interval): wide where there are few. */
export const Share = z.object({
  of: z.int().nonnegative(),
  value: z.number().min(0).max(1),
  low: z.number().min(0).max(1),
  high: z.number().min(0).max(1),
})
export type Share = z.infer<typeof Share>

/** How the answers of one model were judged, by people who rated them and by those who compared them with others. */
export const JudgedModel = z.object({
  /** Null: nobody noted which. */
  modelId: z.string().nullable(),
  good: z.int().nonnegative(),
  bad: z.int().nonnegative(),
  /** Of all ratings those that were good; null: there are none. */
  goodShare: Share.nullable(),
  /** How often each reason was given for “bad”. */
  reasons: z.partialRecord(RatingReason, z.int().nonnegative()),
  /** Of the comparisons with other models in which somebody chose one, those that it won; null: there are none. */
  wonShare: Share.nullable(),
  won: z.int().nonnegative(),
  lost: z.int().nonnegative(),
  /** Comparisons in which nobody was better. */
  tied: z.int().nonnegative(),
})
export type JudgedModel = z.infer<typeof JudgedModel>

/** `GET /api/ratings/report`: counts alone, no text and nobody's name. Days are days of UTC. */
export const RatingsQuery = z.object({
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  /** BCP 47, without a region: of the answers, and of the questions that were compared. Absent: all. */
  lang: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .optional(),
  format: z.enum(['json', 'csv']).optional(),
})
export type RatingsQuery = z.infer<typeof RatingsQuery>

export const RatingsReport = z.object({
  /** Those with most judgements first. */
  models: z.array(JudgedModel),
  /** In which there is anything in this time, whatever language was asked for. */
  languages: z.array(z.string()),
})
export type RatingsReport = z.infer<typeof RatingsReport>
