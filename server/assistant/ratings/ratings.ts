import type { z } from 'zod'
import type { ModelRating, RateAnswer, Rating, RatingLine } from '#wire/ratings.ts'
import { handlingOf } from '#server/access/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { isId } from '#server/lib/ids.ts'
import { ownerOf } from '../conversations-store.ts'
import type { RatingsStore, RatingWithWords, ReasonCount, StoredRating } from './ratings-store.ts'

export interface RatingsOptions {
  store: RatingsStore
  clock: Clock
}

export type Ratings = ReturnType<typeof createRatings>

const PAGE = 500

/** What people think of answers: their own to change and withdraw, and counted for whoever looks after models. */
export function createRatings({ store, clock }: RatingsOptions) {
  const requireAnswer = async (principal: Principal, messageId: string) => {
    requireAllowed(principal, 'conversation.write', { kind: 'answer', id: messageId })
    const found = isId(messageId) && (await store.findAnswer(ownerOf(principal), messageId))
    if (found) return found
    throw new AppError('not_found', 'There is no such answer in your conversations.')
  }
  return {
    async rate(
      principal: Principal,
      messageId: string,
      wish: z.output<typeof RateAnswer>,
    ): Promise<Rating> {
      const answer = await requireAnswer(principal, messageId)
      const rating: StoredRating = {
        messageId,
        verdict: wish.verdict,
        reasons: [...new Set(wish.reasons)],
        comment: storable(wish.comment),
        better: storable(wish.better),
        isShared: wish.isShared,
        updatedAt: new Date(clock.now()),
      }
      await store.put(ownerOf(principal), answer, rating)
      return toRating(rating)
    },

    /** As if it had never been rated; twice changes nothing. */
    async withdraw(principal: Principal, messageId: string): Promise<void> {
      await requireAnswer(principal, messageId)
      await store.remove(ownerOf(principal), messageId)
    },

    /** One's own. */
    async list(principal: Principal, conversationId: string): Promise<Rating[]> {
      requireAllowed(principal, 'conversation.read', { kind: 'conversation', id: conversationId })
      if (!isId(conversationId)) return []
      return (await store.list(ownerOf(principal), conversationId)).map(toRating)
    },

    async summary(principal: Principal): Promise<ModelRating[]> {
      requireAllowed(principal, 'rating.read', { kind: 'answer' })
      return toModels(await store.count(principal.tenantId))
    },

    /** All of the organisation, as far as each lets it be read. */
    async *lines(principal: Principal): AsyncGenerator<RatingLine> {
      requireAllowed(principal, 'rating.read', { kind: 'answer' })
      await store.noteTaken(principal.tenantId)
      let after: string | null = null
      for (;;) {
        const page: RatingWithWords[] = await store.page(principal.tenantId, { after, limit: PAGE })
        for (const rating of page) yield toLine(principal, rating)
        after = page.at(-1)?.messageId ?? null
        if (page.length < PAGE) return
      }
    },
  }
}

/** Postgres holds no U+0000, and no half characters. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD').trim()
}

function toRating({ updatedAt, ...rating }: StoredRating): Rating {
  return { ...rating, updatedAt: updatedAt.toISOString() }
}

/** Words go along only where the person gave them, and the class lets them be kept elsewhere. */
function toLine(principal: Principal, rating: RatingWithWords): RatingLine {
  const { modelId, verdict, reasons, lang, question, answer, comment, better } = rating
  const isOpen = rating.isShared && handlingOf(principal, rating.classification).mayKeepBodies
  return {
    modelId,
    verdict,
    reasons,
    lang,
    day: rating.updatedAt.toISOString().slice(0, 10),
    words: isOpen ? { question, answer, comment, better } : null,
  }
}

function toModels(counts: readonly ReasonCount[]): ModelRating[] {
  const models = new Map<string | null, ModelRating>()
  for (const { modelId, verdict, reason, count, shared } of counts) {
    const model = models.get(modelId) ?? { modelId, good: 0, bad: 0, reasons: {}, shared: 0 }
    models.set(modelId, model)
    if (reason !== null) model.reasons[reason] = (model.reasons[reason] ?? 0) + count
    else {
      model[verdict] += count
      model.shared += shared
    }
  }
  return [...models.values()]
}
