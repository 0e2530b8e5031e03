import { fieldOf } from '#server/lib/field-of.ts'
import { isMembers } from './repairs.ts'

/**
 * In whose words suppliers say that a conversation is too long for a model, and that its content is not welcome. Only some
 * have a code for it; the others say it in a sentence.
 */

/** OpenAI’s and llama.cpp’s words. */
const LONG_CODE = /context_length|exceed_context_size/
/** Mistral, vLLM and who runs it, llama.cpp, LM Studio, xAI, Ollama, TGI, Cohere. */
const LONG_SENTENCES = [
  /maximum (?:context|prompt) length/i,
  /too large for model with/i,
  /exceeds? the (?:available )?context (?:size|length|window)/i,
  /context (?:size|length|window) (?:has been |was )?exceeded/i,
  /trying to keep the first \d+ tokens|reached context length/i,
  /(?:prompt|input) is too long/i,
  /`inputs` (?:must have less than|tokens \+ `max_new_tokens`)/i,
  /too many tokens: /i,
]

/** Whether an error says that the conversation does not fit: another model may be longer. */
export function saysTooLong(error: unknown): boolean {
  if (LONG_CODE.test(codesOf(error))) return true
  const sentence = sentencesOf(error)
  return LONG_SENTENCES.some((pattern) => pattern.test(sentence))
}

const POLICY_CODE = /moderation|content_(?:policy|filter)|guardrail|refusal|flagged/
const FLAGGED = /\bflagged\b|content[_ ](?:policy|moderation|filter)[_ ]violation/i
/** “Blocked” alone may be our account, “moderation” alone a model that we may not use. */
const BLOCKED = /\b(?:blocked|violat\w*|rejected|refused)\b/i
const BY_POLICY =
  /\b(?:moderation|guardrails?|content polic\w+|content filter\w*|usage polic\w+|acceptable use|prompt injection|safety)\b/i

/**
 * Whether an error says that the content is not welcome, whatever its status. OpenRouter says it with 403 and the reasons in
 * `metadata`, Mistral’s guardrails with 403: statuses that others have for a key that they do not take.
 */
export function saysPolicy(error: unknown): boolean {
  if (POLICY_CODE.test(codesOf(error))) return true
  if (Array.isArray(fieldOf(fieldOf(error, 'metadata'), 'reasons'))) return true
  const sentence = sentencesOf(error)
  return FLAGGED.test(sentence) || (BLOCKED.test(sentence) && BY_POLICY.test(sentence))
}

/** The error of a body: OpenAI wraps it, Mistral sends it flat. */
export function errorIn(body: unknown): unknown {
  return fieldOf(body, 'error') ?? body
}

function codesOf(error: unknown): string {
  const metadata = fieldOf(error, 'metadata')
  return [fieldOf(error, 'code'), fieldOf(error, 'type'), fieldOf(metadata, 'error_type')]
    .filter((word) => typeof word === 'string')
    .join(' ')
}

/** What people read: the message, or its details; of OpenRouter also what stood behind it. */
function sentencesOf(error: unknown): string {
  if (typeof error === 'string') return error
  if (!isMembers(error)) return ''
  const { message, detail, metadata } = error
  return [message, detail, fieldOf(metadata, 'raw')]
    .map((said) => (typeof said === 'string' ? said : said === undefined ? '' : write(said)))
    .join(' ')
}

function write(said: unknown): string {
  try {
    return JSON.stringify(said) ?? ''
  } catch {
    // Nested so deep that nobody can write it.
    return ''
  }
}
