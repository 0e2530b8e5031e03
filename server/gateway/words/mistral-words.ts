import { isObject, listFrom, objectFrom, textFrom } from '#server/dialects/json-values.ts'
import { partsFrom, thinkingOf } from '#server/providers/message-words.ts'
import { isMembers } from '#server/providers/repairs.ts'
import type { AnswerWords, Members } from './answer-words.ts'

/**
 * What others say as Mistral's clients read it: thoughts are parts of the content, every piece of a tool call has a name, the
 * last chunk has the usage beside the reason to end, and none is without a choice. Source: its openapi.yaml, 2026-10.
 */
export function toMistralWords(): AnswerWords {
  /** Chunks with a reason to end: held until the usage is known. */
  let held: Members[] = []
  let usage: unknown = null
  const ids = new Map<string, unknown>()
  const flush = () => {
    const all = held
    held = []
    const last = all.at(-1)
    if (last && isObject(usage)) last.usage = usage
    return all
  }
  return {
    concerns: () => true,
    event(chunk) {
      const choices = listFrom(chunk.choices).filter(isMembers)
      usage = chunk.usage ?? usage
      // Null says nothing, and its client refuses it.
      delete chunk.usage
      // Usage on its own, or what Azure's filters found.
      if (choices.length === 0) return isObject(usage) ? flush() : []
      for (const choice of choices) mendChoice(choice, ids)
      if (!choices.some(({ finish_reason: reason }) => typeof reason === 'string')) return [chunk]
      held.push(chunk)
      return isObject(usage) ? flush() : []
    },
    whole(answer) {
      for (const choice of listFrom(answer.choices)) {
        if (isMembers(choice) && isMembers(choice.message)) mendThought(choice.message)
      }
      return [answer]
    },
    end: flush,
  }
}

function mendChoice(choice: Members, ids: Map<string, unknown>): void {
  const { delta, index } = choice
  if (!isMembers(delta)) {
    choice.delta = {}
    return
  }
  mendThought(delta)
  for (const call of listFrom(delta.tool_calls)) {
    if (!isMembers(call)) continue
    // Pieces after the first have neither, and are read by both.
    const place = JSON.stringify([index, call.index ?? 0])
    call.id = textFrom(call.id) || (ids.get(place) ?? 'null')
    ids.set(place, call.id)
    call.function = { name: '', arguments: '', ...objectFrom(call.function) }
  }
}

function mendThought(said: Members): void {
  const { reasoning_content: field, reasoning, reasoning_details: _proofs, content } = said
  const thought = textFrom(field) || textFrom(reasoning)
  for (const name of ['reasoning_content', 'reasoning', 'reasoning_details']) delete said[name]
  if (thought !== '') said.content = [thinkingOf(thought), ...partsFrom(content)]
}
