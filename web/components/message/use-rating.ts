import { useEffect, useSyncExternalStore } from 'react'
import { createRatingsClient } from '#sdk/ratings.ts'
import type { RateAnswer, Rating } from '#wire/ratings.ts'
import { createStore, type Store } from '../../state/external-store.ts'
import type { App } from '../../state/app.ts'
import { useApp } from '../app-context.ts'
import { useTask } from '../use-task.ts'

type OfConversation = Store<ReadonlyMap<string, Rating>>

/** One's ratings of each conversation that is open, read once. */
const CONVERSATIONS = new WeakMap<App, Map<string, OfConversation>>()

/** How whoever is signed in has rated an answer, and how to change that. */
export function useRating(conversationId: string, messageId: string) {
  const app = useApp()
  const { run, isRunning, failure } = useTask()
  const ratings = ratingsOf(app, conversationId)
  const rating = useSyncExternalStore(ratings.subscribe, () => ratings.get().get(messageId))
  const client = createRatingsClient(app.client.http)
  useEffect(() => read(app, conversationId), [app, conversationId])

  const put = (next: Rating | undefined) => {
    const all = new Map(ratings.get())
    if (next) all.set(messageId, next)
    else all.delete(messageId)
    ratings.set(all)
  }
  return {
    rating,
    isRunning,
    failure,
    rate: (wish: RateAnswer) => run(async () => put(await client.rate(messageId, wish))),
    withdraw: () =>
      run(async () => {
        await client.withdraw(messageId)
        put(undefined)
      }),
  }
}

function ratingsOf(app: App, conversationId: string): OfConversation {
  const known = CONVERSATIONS.get(app) ?? new Map<string, OfConversation>()
  CONVERSATIONS.set(app, known)
  const found = known.get(conversationId)
  if (found) return found
  const ratings: OfConversation = createStore<ReadonlyMap<string, Rating>>(new Map())
  known.set(conversationId, ratings)
  return ratings
}

const BEGUN = new WeakSet<OfConversation>()

function read(app: App, conversationId: string): void {
  const ratings = ratingsOf(app, conversationId)
  if (BEGUN.has(ratings)) return
  BEGUN.add(ratings)
  createRatingsClient(app.client.http)
    .ofConversation(conversationId)
    .then((list) =>
      ratings.set(new Map([...list.map((one) => [one.messageId, one] as const), ...ratings.get()])),
    )
    // What one said before is not shown then; it can be said anew.
    .catch(() => BEGUN.delete(ratings))
}
