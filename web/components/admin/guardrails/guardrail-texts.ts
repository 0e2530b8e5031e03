import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { SaveGuardrail } from '#wire/guardrails.ts'

export const EFFECTS: Readonly<Record<SaveGuardrail['effect'], MessageDescriptor>> = {
  warn: msg`It goes on, with a warning`,
  approve: msg`It goes on once the sender says that it is meant so`,
  block: msg`It is held back`,
}

export const PLACES: Readonly<Record<'input' | 'output' | 'both', MessageDescriptor>> = {
  input: msg`What is asked, before a model gets it`,
  output: msg`What is answered, before anybody sees it`,
  both: msg`Both`,
}

export const ADAPTERS: Readonly<Record<SaveGuardrail['adapter'], MessageDescriptor>> = {
  moderation: msg`A model made for it (Mistral, OpenAI, Azure Content Safety)`,
  judge: msg`Any chat model, told what to look for`,
}

export function placeOf(at: SaveGuardrail['at']): keyof typeof PLACES {
  if (at.length > 1) return 'both'
  return at[0] ?? 'input'
}
