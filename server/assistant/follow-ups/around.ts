import type { AroundAnswer, MemoryProposal } from '#wire/around-answers.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import type { Clock } from '#server/lib/clock.ts'
import { isId } from '#server/lib/ids.ts'
import { ownerOf } from '../conversations-store.ts'
import type { FollowUpsStore } from './follow-ups-store.ts'

/** What is proposed below an answer; `pending`: it is still being found out. */
export type FindProposal = (
  principal: Principal,
  messageId: string,
) => Promise<MemoryProposal | 'pending' | null>

export interface AroundOptions {
  store: Pick<FollowUpsStore, 'find'>
  clock: Clock
  /** Absent: nothing is ever proposed. */
  findProposal?: FindProposal
}

/** Whoever was to write them has given up, or died, by then. */
const WAIT_MS = 25_000

const NOTHING: AroundAnswer = { isPending: false, questions: [], lang: null, proposal: null }

export type Around = ReturnType<typeof createAround>

/** What stands below an answer of one's own. Of all else: nothing, as of what does not exist. */
export function createAround({ store, clock, findProposal }: AroundOptions) {
  return async (principal: Principal, messageId: string): Promise<AroundAnswer> => {
    requireAllowed(principal, 'conversation.read', { kind: 'answer', id: messageId })
    if (!isId(messageId)) return NOTHING
    const [found, proposal = null] = await Promise.all([
      store.find(ownerOf(principal), messageId),
      findProposal?.(principal, messageId),
    ])
    const isWriting = found?.questions === null && clock.now() - found.askedAt.getTime() < WAIT_MS
    return {
      isPending: isWriting || proposal === 'pending',
      questions: found?.questions ?? [],
      lang: found?.lang ?? null,
      proposal: proposal === 'pending' ? null : proposal,
    }
  }
}
