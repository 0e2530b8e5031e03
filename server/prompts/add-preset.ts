import type { AddToPrompt, AnswerParameters } from '#server/assistant/prompt-additions.ts'
import type { LibraryStore } from './library-store.ts'

/**
 * What a conversation's preset tells the model, and how it sets it. One that its owner may not see (any more) is as if there
 * were none.
 */
export function addPreset(store: Pick<LibraryStore, 'find' | 'noteTold'>): AddToPrompt {
  return async ({ principal, conversation: { presetId } }) => {
    const found = presetId === null ? undefined : await store.find(principal, presetId)
    if (found?.content.kind !== 'preset') return { additions: [] }
    await store.noteTold(principal, found.id)
    const { instructions, temperature, topP, maxTokens } = found.content
    const parameters: AnswerParameters = {
      ...(temperature !== null && { temperature }),
      ...(topP !== null && { top_p: topP }),
      ...(maxTokens !== null && { max_tokens: maxTokens }),
    }
    return {
      additions: [{ what: 'preset', text: instructions, names: [found.title] }],
      parameters,
    }
  }
}
