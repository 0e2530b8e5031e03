export const sourceId = (blockId: string) => `plain-source-${blockId}`
export const resultId = (blockId: string) => `plain-result-${blockId}`

/** Leads to a place of the text that is written: the field has the focus, and the words are selected. */
export function showInResult(
  blockId: string,
  { start, end }: { start: number; end: number },
): void {
  const field = document.getElementById(resultId(blockId))
  if (!(field instanceof HTMLTextAreaElement)) return
  field.focus()
  field.setSelectionRange(start, end)
  field.scrollIntoView({ block: 'center' })
}

/** Leads to a place of the source: selected, as if somebody had marked it. */
export function showInSource(
  blockId: string,
  { start, end }: { start: number; end: number },
): void {
  const element = document.getElementById(sourceId(blockId))
  const words = element?.firstChild
  if (!element || !words) return
  const range = document.createRange()
  const last = words.textContent?.length ?? 0
  range.setStart(words, Math.min(start, last))
  range.setEnd(words, Math.min(end, last))
  const selection = window.getSelection()
  element.focus()
  selection?.removeAllRanges()
  selection?.addRange(range)
  element.scrollIntoView({ block: 'center' })
}
