import { listFrom, objectFrom, textFrom } from '#server/dialects/json-values.ts'
import { textOfThinking } from '#server/providers/message-words.ts'
import { isMembers } from '#server/providers/repairs.ts'
import type { Members, AnswerWords } from './answer-words.ts'

/** Without one of these an answer of Mistral's is in OpenAI's words already. */
const WORDS = ['"thinking"', '"model_length"', '"content":[', '"content": [']

/**
 * What Mistral says as OpenAI's clients read it: content that is a list of parts becomes one text and `reasoning_content`, and
 * `model_length` the `length` that they know. References have no place there.
 */
export function toOpenAiWords(): AnswerWords {
  const change = (answer: Members): Members[] => {
    for (const one of listFrom(answer.choices)) if (isMembers(one)) mendChoice(one)
    return [answer]
  }
  return {
    concerns: (bytes) => WORDS.some((word) => bytes.includes(word)),
    event: change,
    whole: change,
    end: () => [],
  }
}

function mendChoice(choice: Members): void {
  if (choice.finish_reason === 'model_length') choice.finish_reason = 'length'
  for (const said of [choice.delta, choice.message]) if (isMembers(said)) mendContent(said)
}

function mendContent(said: Members): void {
  const { content } = said
  if (!Array.isArray(content)) return
  const parts = content.map(objectFrom)
  const thought = parts.map((part) =>
    part.type === 'thinking' ? textOfThinking(part.thinking) : '',
  )
  const text = parts.map((part) => (part.type === 'text' ? textFrom(part.text) : ''))
  said.content = text.join('')
  if (thought.join('') !== '') said.reasoning_content = thought.join('')
}
