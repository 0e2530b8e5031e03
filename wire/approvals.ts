import { z } from 'zod'

const Instant = z.iso.datetime()
const Note = z.string().trim().max(2000)

/** `void`: the text has changed since, so that nobody answers for it any more. */
export const ApprovalState = z.enum(['requested', 'approved', 'refused', 'withdrawn', 'void'])
export type ApprovalState = z.infer<typeof ApprovalState>

/** Whether a person answers for an answer that goes to a citizen. Bound to its text. */
export const Approval = z.object({
  id: z.uuid(),
  messageId: z.uuid(),
  conversationId: z.uuid(),
  state: ApprovalState,
  /** SHA-256 of the text in UTF-8, hex: who decides sends back the one that was read. */
  textSha256: z.string(),
  requestedBy: z.object({ id: z.string(), name: z.string() }),
  requestedAt: Instant,
  note: z.string(),
  /** Whoever asked may not decide. */
  isFourEyes: z.boolean(),
  decidedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  decidedAt: Instant.nullable(),
  decisionNote: z.string(),
})
export type Approval = z.infer<typeof Approval>

/** What whoever decides has to read. */
export const ApprovalCase = z.object({
  approval: Approval,
  /** What was asked; null: it is gone. */
  question: z.string().nullable(),
  /** As it is now; null: it is gone. */
  answer: z.string().nullable(),
  lang: z.string().nullable(),
  modelId: z.string().nullable(),
  /** Whether whoever asks may decide this one; the reason where not. */
  mayDecide: z.boolean(),
  whyNot: z.string().nullable(),
})
export type ApprovalCase = z.infer<typeof ApprovalCase>

export const ApprovalPage = z.object({
  approvals: z.array(Approval),
  nextCursor: z.string().nullable(),
})
export type ApprovalPage = z.infer<typeof ApprovalPage>

/** Of one conversation: the newest of each message that has one. */
export const ApprovalList = z.object({ approvals: z.array(Approval) })

export const RequestApproval = z.strictObject({
  messageId: z.uuid(),
  note: Note.default(''),
})
export type RequestApproval = z.input<typeof RequestApproval>

export const DecideApproval = z.strictObject({
  decision: z.enum(['approve', 'refuse']),
  note: Note.default(''),
  textSha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type DecideApproval = z.input<typeof DecideApproval>
