import { z } from 'zod'
import type { Principal } from '#server/access/principal.ts'
import type { Classification } from '#wire/classification.ts'
import type { ProviderModel } from '#server/providers/provider.ts'
import { askModel, type ChatGateway } from '../ask-model.ts'

/** What the ledger and policies know calls by that stand beside an answer. */
export type AsidePurpose = 'assistant-title' | 'assistant-follow-ups' | 'assistant-memory'

export interface Aside<T> {
  purpose: AsidePurpose
  principal: Principal
  classification: Classification
  conversationId: string
  model: ProviderModel
  /** Something that a stranger wrote is part of it. */
  isTainted: boolean
  instruction: string
  text: string
  /** What it answers; told to models that keep to a schema, and checked of all. */
  schema: z.ZodType<T>
  maxTokens: number
  signal: AbortSignal
  requestId: string
}

/**
 * Asks a model something small beside a conversation, under the same policies, screening, budgets and ledger as an answer. Null:
 * what it said is not what was asked for. Throws AppError where the call was refused or failed.
 */
export async function askAside<T>(gateway: ChatGateway, aside: Aside<T>): Promise<T | null> {
  const { model, instruction, text, schema, ...about } = aside
  let said = ''
  for await (const part of askModel(gateway, {
    ...about,
    modelId: model.id,
    messages: [
      { role: 'system', content: instruction },
      { role: 'user', content: text },
    ],
    parameters: { temperature: 0 },
    ...(model.capabilities.jsonSchema && { jsonSchema: z.toJSONSchema(schema) }),
  })) {
    if (part.type === 'text') said += part.text
    // Cut in the middle, it is nothing.
    if (part.type === 'finish' && part.reason !== 'stop') return null
  }
  return schema.safeParse(readJson(said)).data ?? null
}

/** The object in what a model said, whatever it wrote around it. Undefined: there is none. */
function readJson(said: string): unknown {
  const thoughtless = said.replace(/^\s*<think>[\s\S]*?<\/think>/u, '')
  const [from, to] = [thoughtless.indexOf('{'), thoughtless.lastIndexOf('}')]
  if (from < 0 || to < from) return undefined
  try {
    return JSON.parse(thoughtless.slice(from, to + 1))
  } catch {
    return undefined
  }
}
