import { z } from 'zod'

const Language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  .max(35)
  .meta({ examples: ['ga'] })
const Text = z.string().trim().min(1).max(2_000)

/** Better words for one message of the interface; sent again for the same message, it replaces what one proposed before. */
export const ProposeWording = z.strictObject({
  language: Language,
  /** As the catalogues name the message. */
  messageId: z.string().regex(/^[\w.+/-]{1,100}$/),
  /** The English that the code is written in, if the page knows it. */
  source: z.string().max(2_000).default(''),
  current: Text,
  proposed: Text,
  reason: z.string().trim().max(1_000).default(''),
})
export type ProposeWording = z.input<typeof ProposeWording>

export const WordingProposal = z.object({
  id: z.uuid(),
  language: z.string(),
  messageId: z.string(),
  source: z.string(),
  current: z.string(),
  proposed: z.string(),
  reason: z.string(),
  createdAt: z.iso.datetime(),
})
export type WordingProposal = z.infer<typeof WordingProposal>

export const WordingProposalList = z.object({ proposals: z.array(WordingProposal) })
export type WordingProposalList = z.infer<typeof WordingProposalList>
