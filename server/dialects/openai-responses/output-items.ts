import type { Part, ReasoningPart, ToolCallPart } from '../conversation.ts'
import { asRecord, numberIn, textIn } from '../lenient.ts'
import { proofFor } from '../proof.ts'
import { writeThought } from './thought.ts'

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete'

export interface MessageItem {
  type: 'message'
  id: string
  status: ItemStatus
  role: 'assistant'
  content: (OutputText | { type: 'refusal'; refusal: string })[]
}

export interface OutputText {
  type: 'output_text'
  text: string
  annotations: object[]
  logprobs: unknown[]
}

export interface ReasoningItem {
  type: 'reasoning'
  id: string
  summary: { type: 'summary_text'; text: string }[]
  content?: { type: 'reasoning_text'; text: string }[]
  encrypted_content?: string
  status?: ItemStatus
}

export interface CallItem {
  type: 'function_call'
  id: string
  status: ItemStatus
  call_id: string
  name: string
  arguments: string
  extra_content?: object
}

export type OutputItem = MessageItem | ReasoningItem | CallItem

export interface ItemOptions {
  nextId: (kind: string) => string
  /** The caller asked for a summary: thoughts are given as one; else as the text that they are. */
  wantsSummary: boolean
}

/** The items that the parts of an answer are. */
export function writeItems(parts: Part[], { nextId, wantsSummary }: ItemOptions): OutputItem[] {
  const items: OutputItem[] = []
  const message = (): MessageItem => {
    const last = items.at(-1)
    if (last?.type === 'message') return last
    const id = nextId('msg')
    const item: MessageItem = {
      type: 'message',
      id,
      status: 'completed',
      role: 'assistant',
      content: [],
    }
    items.push(item)
    return item
  }
  for (const part of parts) {
    if (part.type === 'text') message().content.push(writeText(part.text, part.citations))
    else if (part.type === 'refusal') {
      message().content.push({ type: 'refusal', refusal: part.text })
    } else if (part.type === 'reasoning') {
      items.push(writeReasoning(part, nextId('rs'), wantsSummary))
    } else if (part.type === 'tool-call') items.push(writeCall(part, nextId))
  }
  return items
}

export function writeText(text: string, citations: unknown[] = []): OutputText {
  const annotations = citations.flatMap((citation) => writeAnnotation(citation) ?? [])
  return { type: 'output_text', text, annotations, logprobs: [] }
}

/** A citation of a page on the web, as any of OpenAI's dialects says it; undefined: of another kind. */
export function writeAnnotation(citation: unknown): object | undefined {
  const said = asRecord(citation)
  if (said?.type !== 'url_citation') return undefined
  const page = asRecord(said.url_citation) ?? said
  const url = textIn(page, 'url')
  if (url === undefined) return undefined
  return {
    type: 'url_citation',
    url,
    title: textIn(page, 'title') ?? url,
    start_index: numberIn(page, 'start_index') ?? 0,
    end_index: numberIn(page, 'end_index') ?? 0,
  }
}

export function writeReasoning(
  part: Pick<ReasoningPart, 'text' | 'signature' | 'encrypted'>,
  id: string,
  wantsSummary: boolean,
): ReasoningItem {
  const proof = writeThought(part)
  const hasText = part.text !== ''
  return {
    type: 'reasoning',
    id,
    summary: hasText && wantsSummary ? [{ type: 'summary_text', text: part.text }] : [],
    ...(hasText && !wantsSummary && { content: [{ type: 'reasoning_text', text: part.text }] }),
    ...(proof !== null && { encrypted_content: proof }),
  }
}

function writeCall(part: ToolCallPart, nextId: (kind: string) => string): CallItem {
  return {
    type: 'function_call',
    id: nextId('fc'),
    status: 'completed',
    call_id: part.id || nextId('call'),
    name: part.name,
    arguments: part.arguments,
    ...signatureOf(part.signature),
  }
}

/** A signature of a call, where Google's own translation into OpenAI's dialects puts it. */
export function signatureOf(signature: string | undefined): { extra_content?: object } {
  if (signature === undefined) return {}
  const isOwn = proofFor('openai-responses', signature) !== undefined
  return isOwn ? {} : { extra_content: { google: { thought_signature: signature } } }
}
