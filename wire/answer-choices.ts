import { z } from 'zod'
import { Classification } from './classification.ts'

/** `POST /api/conversations/:id/choices`: which of several answers to one question somebody liked best. Choosing again replaces it. */
export const ChooseAnswer = z.strictObject({
  questionId: z.uuid(),
  /** In the order in which they stood. */
  shownIds: z.array(z.uuid()).min(2).max(4),
  /** Null: none was better than the others. */
  chosenId: z.uuid().nullable(),
  /** The models' names were hidden until then. */
  isBlind: z.boolean(),
  /** Whoever evaluates models for the organisation may read the question and the answers. */
  mayUseText: z.boolean().default(false),
})
export type ChooseAnswer = z.input<typeof ChooseAnswer>

export const AnswerChoice = z.object({
  id: z.uuid(),
  questionId: z.uuid(),
  shown: z.array(z.object({ messageId: z.uuid(), modelId: z.string().nullable() })),
  chosenId: z.uuid().nullable(),
  isBlind: z.boolean(),
  mayUseText: z.boolean(),
  createdAt: z.iso.datetime(),
})
export type AnswerChoice = z.infer<typeof AnswerChoice>

export const AnswerChoiceList = z.object({ choices: z.array(AnswerChoice) })
export type AnswerChoiceList = z.infer<typeof AnswerChoiceList>

/** One line of `GET /api/answer-choices.jsonl`. Texts are null unless the person gave them and the class lets them be kept. */
export const AnswerChoiceLine = AnswerChoice.omit({ shown: true }).extend({
  conversationId: z.uuid(),
  personId: z.uuid(),
  classification: Classification,
  /** BCP 47, of the question. */
  lang: z.string().nullable(),
  question: z.string().nullable(),
  shown: z.array(
    z.object({
      messageId: z.uuid(),
      modelId: z.string().nullable(),
      characters: z.int().nonnegative(),
      text: z.string().nullable(),
    }),
  ),
})
export type AnswerChoiceLine = z.infer<typeof AnswerChoiceLine>
