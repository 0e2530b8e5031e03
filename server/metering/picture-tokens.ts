import type { PictureSize } from '#server/lib/picture-size.ts'

/** Pictures in a request: they are paid by their size, not by their bytes. */
export interface Pictures {
  /** Bytes of the request that are pictures. */
  bytes: number
  /** Null: somewhere else, or not readable here. */
  sizes: readonly (PictureSize | null)[]
}

/** What suppliers whose rule is not known may take for a picture, and what is taken for one whose size is not. */
const LARGEST: PictureSize = { width: 2048, height: 2048 }

/**
 * About the most that a picture counts in tokens, by what each supplier publishes of its models. Presets without a rule of
 * their own: the dearest of them.
 */
export function tokensOfPicture(size: PictureSize | null, presetName: string | null): number {
  const rule = RULES.get(presetName)
  const rules = rule ? [rule] : DEAREST
  return Math.max(...rules.map((one) => one(size ?? LARGEST)))
}

type Rule = (size: PictureSize) => number

/**
 * Tiles of 512 pixels, or patches of 32: which of the two a model has is in no catalogue, so the dearer one is held.
 * Source: platform.openai.com/docs/guides/images-vision, “Calculating costs”.
 */
const openai: Rule = (size) => {
  const within = shrunk(size, Math.min(1, 2048 / Math.max(size.width, size.height)))
  const { width, height } = shrunk(within, Math.min(1, 768 / Math.min(within.width, within.height)))
  const tiles = 85 + 170 * Math.ceil(width / 512) * Math.ceil(height / 512)
  const patches = Math.min(1536, Math.ceil(size.width / 32) * Math.ceil(size.height / 32))
  return Math.max(tiles, Math.ceil(patches * 2.46))
}

/** Width × height / 750, made smaller beyond 1,568 pixels. Source: docs.anthropic.com, “Vision”. */
const anthropic: Rule = (size) => {
  const { width, height } = shrunk(size, Math.min(1, 1568 / Math.max(size.width, size.height)))
  return Math.min(1640, Math.ceil((width * height) / 750))
}

/** 258 for a small one, or for each tile. Source: ai.google.dev/gemini-api/docs/tokens, “Multimodal tokens”. */
const gemini: Rule = ({ width, height }) => {
  if (width <= 384 && height <= 384) return 258
  const side = Math.min(768, Math.max(256, Math.floor(Math.min(width, height) / 1.5)))
  // Very long pictures are made smaller first.
  return 258 * Math.min(64, Math.ceil(width / side) * Math.ceil(height / side))
}

/** Patches of 16 pixels and an end for each row, up to 1,540 pixels a side. Source: docs.mistral.ai, “Vision”, and mistral-common. */
const mistral: Rule = (size) => {
  const { width, height } = shrunk(size, Math.min(1, 1540 / Math.max(size.width, size.height)))
  const [columns, rows] = [Math.ceil(width / 16), Math.ceil(height / 16)]
  return (columns + 1) * rows
}

const DEAREST = [openai, anthropic, gemini, mistral]

const RULES: ReadonlyMap<string | null, Rule> = new Map([
  ['openai', openai],
  ['azure', openai],
  ['anthropic', anthropic],
  ['azure-anthropic', anthropic],
  ['gemini', gemini],
  ['vertex', gemini],
  ['vertex-anthropic', anthropic],
  ['vertex-mistral', mistral],
  ['mistral', mistral],
  ['azure-mistral', mistral],
  ['azure-mistral-serverless', mistral],
])

function shrunk({ width, height }: PictureSize, by: number): PictureSize {
  return { width: width * by, height: height * by }
}

/** The most that a picture that is made takes where it is paid by tokens (1,024 × 1,536, high). Source: as openai above. */
export const TOKENS_OF_MADE_PICTURE = 6240
