import { markProof, proofFor } from '../proof.ts'
import type { ReasoningPart } from '../conversation.ts'

/**
 * `encrypted_content` is the one place in which a reasoning item carries a proof. Another dialect's signature and its
 * encrypted thoughts travel there too, told apart by these words; OpenAI's own has neither.
 */
const SIGNATURE = 'signature.'
const ENCRYPTED = 'encrypted.'

/** The proofs that a caller sends back. */
export function readThought(
  content: string | undefined,
): Pick<ReasoningPart, 'signature' | 'encrypted'> {
  if (content === undefined || content === '') return {}
  if (content.startsWith(SIGNATURE)) return { signature: content.slice(SIGNATURE.length) }
  if (content.startsWith(ENCRYPTED)) return { encrypted: content.slice(ENCRYPTED.length) }
  return { encrypted: markProof('openai-responses', content) }
}

/** The `encrypted_content` for a caller; null: nothing is to come back. */
export function writeThought(part: Pick<ReasoningPart, 'signature' | 'encrypted'>): string | null {
  const own = proofFor('openai-responses', part.encrypted)
  if (own !== undefined) return own
  if (part.encrypted !== undefined) return `${ENCRYPTED}${part.encrypted}`
  return part.signature === undefined ? null : `${SIGNATURE}${part.signature}`
}
