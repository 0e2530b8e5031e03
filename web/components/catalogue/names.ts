import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { SortKey } from './filter-models.ts'
import type { Where } from './where-computed.ts'

/** What models can do, for people to read. What is not here is shown by its own name. */
export const CAPABILITY_NAMES: Readonly<Record<string, MessageDescriptor>> = {
  chat: msg`Conversation`,
  tools: msg`Tools`,
  jsonSchema: msg`JSON by schema`,
  vision: msg`Reads images`,
  documents: msg`Reads documents`,
  audioInput: msg`Hears`,
  reasoning: msg`Thinks first`,
  embeddings: msg`Embeddings`,
  fim: msg`Fills in code`,
  ocr: msg`Text from scans (OCR)`,
  transcription: msg`Speech to text`,
  speech: msg`Text to speech`,
  images: msg`Makes images`,
  moderations: msg`Moderation`,
  rerank: msg`Ranks texts`,
}

export const WHERE_NAMES: Record<Where, MessageDescriptor> = {
  own: msg`Own hardware`,
  eu: msg`EU`,
  elsewhere: msg`Outside the EU`,
  unknown: msg`Place not declared`,
}

export const SORT_NAMES: Record<SortKey, MessageDescriptor> = {
  name: msg`Name`,
  price: msg`Lowest price`,
  latency: msg`Quickest to begin`,
  speed: msg`Most tokens a second`,
  context: msg`Largest context`,
}
