import type { DocumentBlock } from './document.ts'

const DEEPEST = 6

/**
 * The level at which each block is drawn as a heading, 0 for what is none. Models begin with `##` and leap from `#` to
 * `###`; an outline begins at `first` and leaves no level out. It depends on what stands before only, so that no heading
 * changes its level while more of the text arrives.
 */
export function outlineLevels(blocks: DocumentBlock[], first: number): number[] {
  const open: number[] = []
  return blocks.map(({ block }) => {
    if (block.type !== 'heading') return 0
    while (open.length > 0 && (open.at(-1) ?? 0) >= block.depth) open.pop()
    open.push(block.depth)
    return Math.min(DEEPEST, first + open.length - 1)
  })
}
