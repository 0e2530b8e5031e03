import { z } from 'zod'
import type { PullableModel } from './catalogue-model.ts'
import type { GgufHeader } from './gguf-header.ts'

/** What the store knows of a model that is here. Written after its blob, so that it never speaks of half a file. */
export const ModelManifest = z.object({
  version: z.literal(1),
  id: z.string(),
  name: z.string(),
  kind: z.enum(['chat', 'embedding']),
  architecture: z.string(),
  quantisation: z.string().nullable(),
  hasChatTemplate: z.boolean(),
  languages: z.array(z.string()),
  contextTokens: z.int().positive(),
  memoryBytes: z.number().nonnegative(),
  licence: z.object({ name: z.string(), url: z.string().nullable(), isOpenSource: z.boolean() }),
  source: z.enum(['python-package', 'hugging-face', 'https', 'file']),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.int().positive(),
  /** false: no digest was known before the pull, so this one was recorded on trust. */
  isPinned: z.boolean(),
  /** The blob's own, when its digest was last computed: a cheap sign that nobody wrote to it since. */
  mtimeMs: z.number(),
  verifiedAt: z.iso.datetime(),
})
export type ModelManifest = z.infer<typeof ModelManifest>

type FileDescription = Omit<
  ModelManifest,
  'source' | 'sha256' | 'sizeBytes' | 'mtimeMs' | 'verifiedAt'
>

/** What the catalogue says of a model, and where it says nothing, what the file says of itself. */
export function describeFile(
  model: PullableModel,
  header: GgufHeader,
  sizeBytes: number,
): FileDescription {
  const licence = { name: header.licence ?? 'not stated', url: null, isOpenSource: false }
  return {
    version: 1,
    id: model.id,
    name: model.name,
    kind: model.kind ?? kindOf(header),
    architecture: header.architecture,
    quantisation: header.quantisation,
    hasChatTemplate: header.hasChatTemplate,
    languages: model.languages ?? header.languages,
    contextTokens: model.contextTokens ?? header.contextTokens ?? DEFAULT_CONTEXT_TOKENS,
    memoryBytes: model.memoryBytes ?? memoryBytesOf(header, sizeBytes),
    licence: model.licence ?? licence,
    isPinned: model.sha256 !== null,
  }
}

const DEFAULT_CONTEXT_TOKENS = 4096

/** Weights, the keys and values of 8,192 tokens, and buffers that were seen to take some 250 MB. */
function memoryBytesOf({ contextBytesPerToken, contextTokens }: GgufHeader, sizeBytes: number) {
  const tokens = Math.min(contextTokens ?? DEFAULT_CONTEXT_TOKENS, 8192)
  return sizeBytes + tokens * (contextBytesPerToken ?? 0) + 250_000_000
}

/** Encoders have no tokens to say: all they can give is embeddings. */
const kindOf = ({ architecture }: GgufHeader) =>
  /bert|embedding/.test(architecture) ? ('embedding' as const) : ('chat' as const)
