import type { z } from 'zod'
import type {
  AnswerChoice,
  AnswerChoiceLine,
  AnswerChoiceList,
  ChooseAnswer,
} from '#wire/answer-choices.ts'
import { handlingOf } from '#server/access/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { isId } from '#server/lib/ids.ts'
import type { ChoicesStore, ChoiceWithWords, StoredChoice } from './choices-store.ts'
import type { CopiesStore } from './copies-store.ts'
import type { MessageSource } from './ports.ts'

export interface ChoicesOptions {
  store: ChoicesStore
  copies: CopiesStore
  source: MessageSource
  clock: Clock
  createId: () => string
}

export type Choices = ReturnType<typeof createChoices>

const PAGE = 500

/** Which of several answers people liked best: a rating that evaluations can use. */
export function createChoices(options: ChoicesOptions) {
  const { store, source, clock, createId } = options
  return {
    async choose(
      principal: Principal,
      conversationId: string,
      wish: z.output<typeof ChooseAnswer>,
    ): Promise<AnswerChoice> {
      requireAllowed(principal, 'conversation.write', { kind: 'conversation', id: conversationId })
      await requireOwn(options, principal, conversationId)
      const messages = await source.list(principal.tenantId, conversationId)
      const answers = messages.filter(
        ({ role, parentId }) => role === 'assistant' && parentId === wish.questionId,
      )
      const shown = [...new Set(wish.shownIds)].flatMap((id) => {
        const answer = answers.find((one) => one.id === id)
        return answer ? [{ messageId: id, modelId: answer.modelId }] : []
      })
      const isShown = wish.chosenId === null || wish.shownIds.includes(wish.chosenId)
      if (shown.length !== wish.shownIds.length || !isShown) {
        throw new AppError(
          'invalid_request',
          'What is compared are different answers to that question, and the chosen one is among them.',
          { param: 'shownIds' },
        )
      }
      const { chosenId, isBlind, mayUseText, questionId } = wish
      const choice: StoredChoice = {
        id: createId(),
        conversationId,
        questionId,
        personId: principal.id,
        shown,
        chosenId,
        isBlind,
        mayUseText,
        createdAt: new Date(clock.now()),
      }
      await store.put(principal.tenantId, choice)
      return toChoice(choice)
    },

    async list(principal: Principal, conversationId: string): Promise<AnswerChoiceList> {
      requireAllowed(principal, 'conversation.read', { kind: 'conversation', id: conversationId })
      await requireOwn(options, principal, conversationId)
      const { tenantId, id: personId } = principal
      const choices = await store.list(tenantId, { conversationId, personId })
      return { choices: choices.map(toChoice) }
    },

    /** All of the organisation, as far as each lets it be read. */
    async *lines(principal: Principal): AsyncGenerator<AnswerChoiceLine> {
      requireAllowed(principal, 'choice.read', { kind: 'answer' })
      await store.noteTaken(principal.tenantId)
      let after: string | null = null
      for (;;) {
        const page: ChoiceWithWords[] = await store.page(principal.tenantId, { after, limit: PAGE })
        for (const choice of page) yield toLine(principal, choice)
        after = page.at(-1)?.id ?? null
        if (page.length < PAGE) return
      }
    },
  }
}

async function requireOwn({ copies }: ChoicesOptions, principal: Principal, id: string) {
  const found = isId(id) ? await copies.find(principal.tenantId, id) : undefined
  if (found?.ownerId === principal.id) return
  throw new AppError('not_found', 'This conversation does not exist.')
}

function toChoice({ createdAt, ...choice }: StoredChoice): AnswerChoice {
  const { id, questionId, shown, chosenId, isBlind, mayUseText } = choice
  return {
    id,
    questionId,
    shown,
    chosenId,
    isBlind,
    mayUseText,
    createdAt: createdAt.toISOString(),
  }
}

/** Words go along only where the person gave them, and the class lets them be kept elsewhere. */
function toLine(principal: Principal, choice: ChoiceWithWords): AnswerChoiceLine {
  const { classification, question, answers, lang, conversationId, personId } = choice
  const isOpen = choice.mayUseText && handlingOf(principal, classification).mayKeepBodies
  return {
    ...toChoice(choice),
    conversationId,
    personId,
    classification,
    lang,
    question: isOpen ? question : null,
    shown: choice.shown.map(({ messageId, modelId }) => {
      const text = answers[messageId] ?? ''
      return { messageId, modelId, characters: text.length, text: isOpen ? text : null }
    }),
  }
}
