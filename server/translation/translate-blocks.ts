import type { BlockProblem, MatchedTerm, TranslatedBlock } from '#wire/translation.ts'
import type { DetectLanguage } from '#server/assistant/detect-language.ts'
import { LANGUAGES } from '#server/assistant/languages.ts'
import { estimateTokens } from '#server/assistant/prompt.ts'
import { localiseAmounts } from './check-numbers.ts'
import { createPieceAsker, type AskerOptions, type PieceAsker } from './ask-pieces.ts'
import type { Judged, Piece } from './check-segment.ts'
import type { CutBlock } from './find-segments.ts'
import { blankMarks, maskMarks, withoutMarks } from './mask-marks.ts'
import type { TermChecker } from './terms-port.ts'

export interface Translating extends Omit<AskerOptions, 'termsOf'> {
  blocks: readonly CutBlock[]
  terms: TermChecker
  detectLanguage: DetectLanguage
  /** Of the model. */
  contextTokens: number
}

/** What a model is asked for at a time: more at once is quicker and better, until it loses count. */
const MAX_PIECES = 24
const MAX_BATCH_TOKENS = 700
/** Of the context: the answer is longer than the question, and the instructions are there as well. */
const CONTEXT_SHARE = 0.12
/** Fewer letters tell no language apart from its neighbours. */
const LEAST_LETTERS = 40

interface OpenBlock {
  index: number
  block: CutBlock
  pieces: Piece[]
  terms: MatchedTerm[]
  done: Map<Piece, Judged>
}

/**
 * The blocks of a text in another language, each as soon as it is there; blocks with nothing to translate are not told. A piece
 * that fails its checks is asked for once more, on its own, and then left as it was.
 */
export async function* translateBlocks(work: Translating): AsyncGenerator<TranslatedBlock> {
  const open = openBlocks(work)
  const asker = createPieceAsker({
    ...work,
    termsOf: ({ block, from, to }) =>
      open.get(block)?.terms.filter((term) => term.from >= from && term.to <= to) ?? [],
  })
  const queue = [...open.values()].flatMap(({ pieces, done }) =>
    pieces.filter((piece) => !done.has(piece)),
  )
  // A model that loses count is asked for one piece at a time.
  let isSingle = false
  while (queue.length > 0) {
    const batch = takeBatch(queue, isSingle ? 1 : MAX_PIECES, work.contextTokens)
    const failed: Piece[] = []
    for await (const [piece, judged] of asker.several(batch)) {
      if (judged.problem !== undefined) failed.push(piece)
      else yield* settle(piece, judged)
    }
    if (failed.length * 2 > batch.length && batch.length > 1) isSingle = true
    for (const piece of failed) yield* settle(piece, await asker.again(piece))
  }

  async function* settle(piece: Piece, judged: Judged): AsyncGenerator<TranslatedBlock> {
    const block = open.get(piece.block)
    if (!block) return
    block.done.set(piece, judged)
    if (block.done.size === block.pieces.length) yield await finish(block, asker, work)
  }
}

function openBlocks(work: Translating): Map<number, OpenBlock> {
  const { blocks, terms } = work
  const open = new Map<number, OpenBlock>()
  for (const [index, block] of blocks.entries()) {
    const pieces = piecesOf(block, index)
    if (pieces.length === 0) continue
    const isInside = ({ from, to }: MatchedTerm) =>
      pieces.some((piece) => from >= piece.from && to <= piece.to)
    const found = terms.find(blankMarks(block.source)).filter(isInside)
    const amounts = amountsOf(block, index, work)
    const all = [...pieces, ...amounts.keys()].toSorted((one, two) => one.from - two.from)
    open.set(index, { index, block, pieces: all, terms: found, done: amounts })
  }
  return open
}

/** Cells that are nothing but an amount need no model to be written as the other language does. */
function amountsOf(
  { segments }: CutBlock,
  block: number,
  { from, to }: Translating,
): Map<Piece, Judged> {
  const pieces = segments
    .filter(({ text }) => !/\p{L}/u.test(text))
    .map((segment): Piece => ({ ...segment, block, masked: maskMarks(segment.text) }))
  return new Map(
    pieces
      .map((piece): [Piece, Judged] => [piece, { text: localiseAmounts(piece.text, from, to) }])
      .filter(([piece, { text }]) => text !== piece.text),
  )
}

/** Numbers, marks and signs alone are the same in every language. */
function piecesOf({ segments }: CutBlock, block: number): Piece[] {
  return segments
    .map((segment): Piece => ({ ...segment, block, masked: maskMarks(segment.text) }))
    .filter(({ masked }) => /\p{L}/u.test(withoutMarks(masked.text)))
}

/** Whether a block stays as it is. */
export function isKeptBlock(block: CutBlock): boolean {
  return piecesOf(block, 0).length === 0
}

function takeBatch(queue: Piece[], most: number, contextTokens: number): Piece[] {
  const budget = Math.min(MAX_BATCH_TOKENS, contextTokens * CONTEXT_SHARE)
  const batch: Piece[] = []
  let tokens = 0
  while (queue[0] && batch.length < most) {
    tokens += estimateTokens(queue[0].text)
    if (batch.length > 0 && tokens > budget) break
    batch.push(queue[0])
    queue.shift()
  }
  return batch
}

async function finish(
  open: OpenBlock,
  asker: PieceAsker,
  work: Translating,
): Promise<TranslatedBlock> {
  let problem = problemOf(open)
  if (await isWrong(open, work)) {
    for (const piece of open.pieces.filter(({ text }) => /\p{L}/u.test(text))) {
      open.done.set(piece, await asker.again(piece))
    }
    problem = (await isWrong(open, work)) ? 'language' : problemOf(open)
  }
  const { index, block, terms } = open
  const text = problem === 'language' ? block.source : assemble(open)
  const deviations = problem === undefined ? work.terms.check(terms, blankMarks(text)) : []
  return { index, text, ...(problem && { problem }), terms, deviations }
}

function problemOf({ done }: OpenBlock): BlockProblem | undefined {
  return [...done.values()].find(({ problem }) => problem !== undefined)?.problem
}

/** The source with what was translated in its places. */
function assemble({ block, pieces, done }: OpenBlock): string {
  let text = ''
  let at = 0
  for (const piece of pieces) {
    const translated = done.get(piece)?.text
    if (translated === undefined) continue
    text += block.source.slice(at, piece.from) + translated
    at = piece.to
  }
  return text + block.source.slice(at)
}

/** Whether what was translated is surely in another language of the Union than it should be. */
async function isWrong(open: OpenBlock, { detectLanguage, to }: Translating): Promise<boolean> {
  const texts = open.pieces.map((piece) => open.done.get(piece)?.text ?? '')
  const plain = blankMarks(texts.join(' '))
  if ((plain.match(/\p{L}/gu)?.length ?? 0) < LEAST_LETTERS) return false
  const wanted = to.split('-')[0] ?? to
  const found = await detectLanguage(plain, { conversation: wanted })
  return found !== null && found !== wanted && Object.hasOwn(LANGUAGES, found)
}
