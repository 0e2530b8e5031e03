import type { Log } from '#server/lib/log.ts'
import type { EventDraft } from '../event-writer.ts'
import type { DetectLanguage } from '../detect-language.ts'
import type { RunPlan } from '../plan-run.ts'
import { checkReply } from './check-reply.ts'

export interface ReplyGuard {
  detectLanguage: DetectLanguage
  log: Log
  /** Starts another answer to the same question, as a version beside it; null: it cannot be now. */
  answerAgain?: (plan: RunPlan) => Promise<{ messageId: string } | null>
}

/**
 * What is said of an answer's language once a model has ended it. One that is wholly in another language than it should be is
 * asked for once more, as a version of its own: nobody loses what they have read. What is wrong after that, or in part, is only told.
 */
export async function judgeReply(
  guard: ReplyGuard,
  plan: RunPlan,
  text: string,
): Promise<{ lang: string | null; parts: EventDraft[] }> {
  const { detectLanguage } = guard
  const { lang: wanted, isInsisting = false, isContinued } = plan
  const question = plan.request.question.role === 'user' ? plan.request.question.text : ''
  const check = await checkReply(detectLanguage, { text, wanted, question })
  const { verdict, found } = check
  const lang = check.lang ?? (verdict === 'right' ? wanted : found)
  // The offsets of what is gone on with are not those of the whole message.
  const passages = isContinued ? [] : check.passages
  if (wanted === null || (verdict === 'right' && passages.length === 0)) return { lang, parts: [] }
  const mayTryAgain = verdict === 'wrong' && !isInsisting && !isContinued
  const next = mayTryAgain ? await tryAgain(guard, plan) : null
  const part = {
    type: 'language' as const,
    wanted,
    found: found ?? wanted,
    verdict,
    ...(next && { nextMessageId: next.messageId }),
    ...(passages.length > 0 && { passages }),
  }
  return { lang, parts: [{ type: 'part', part }] }
}

/** The answer that there is stays whole, whatever becomes of the next one. */
async function tryAgain({ answerAgain, log }: ReplyGuard, plan: RunPlan) {
  try {
    return await answerAgain?.(plan)
  } catch (error) {
    log.warn('assistant.not_answered_again', { error, runId: plan.runId })
    return null
  }
}
