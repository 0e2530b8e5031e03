/** What was marked last, for who chooses the command from the palette, whose field takes the selection away. */
let last: string | null = null

/** Longer, one translates the message. */
const MAX_LENGTH = 20_000

/** The words of a message that are marked, if any are. */
export function selectedWords(): string | null {
  const selection = window.getSelection()
  if (!selection || selection.isCollapsed) return null
  const { anchorNode, focusNode } = selection
  const of = (node: Node | null) =>
    (node instanceof Element ? node : node?.parentElement)?.closest('article[id^="m-"]')
  const text = selection.toString().trim()
  return text === '' || !of(anchorNode) || !of(focusNode) ? null : text.slice(0, MAX_LENGTH)
}

/** To be called whenever the selection has changed. */
export function noteSelection(): void {
  const words = selectedWords()
  // A field that takes the focus takes the selection: what was marked before is still meant.
  const isElsewhere = document.activeElement?.closest('dialog') !== null
  if (words !== null || !isElsewhere) last = words
}

/** What is marked, or was when a dialog opened. */
export function meantWords(): string | null {
  return selectedWords() ?? last
}
