import { createContext, use } from 'react'
import type { Approval } from '#wire/approvals.ts'

export interface ConversationApprovals {
  /** The newest of each answer that has one. */
  list: readonly Approval[]
  reload: () => void
}

const NONE: ConversationApprovals = { list: [], reload: () => undefined }

export const ApprovalsContext = createContext<ConversationApprovals>(NONE)

/** Who answers for an answer; undefined: nobody has been asked. */
export function useApproval(messageId: string): {
  approval: Approval | undefined
  reload: () => void
} {
  const { list, reload } = use(ApprovalsContext)
  return { approval: list.find((one) => one.messageId === messageId), reload }
}
