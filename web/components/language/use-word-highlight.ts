import { useEffect, type RefObject } from 'react'
import { listRanges } from '../reading/find-matches.ts'

/** By name (web/ui/controls.css draws them), what all views together have underlined: the browser keeps one list a name. */
const shared = new Map<string, Highlight>()

function highlightOf(name: string): Highlight | undefined {
  if (!('highlights' in CSS)) return undefined
  const highlight = shared.get(name) ?? new Highlight()
  shared.set(name, highlight)
  CSS.highlights.set(name, highlight)
  return highlight
}

/** Underlines words in what is drawn of an element; nothing of the text changes. `words` joined by line feeds. */
export function useWordHighlight(
  root: RefObject<HTMLElement | null>,
  name: 'deviation' | 'glossary-term',
  words: string,
) {
  useEffect(() => {
    const element = root.current
    const highlight = highlightOf(name)
    if (!element || !highlight || words === '') return undefined
    let ranges: Range[] = []
    function draw() {
      for (const range of ranges) highlight?.delete(range)
      if (!element) return
      ranges = words.split('\n').flatMap((word) => listRanges(element, word))
      for (const range of ranges) highlight?.add(range)
    }
    draw()
    // The text is drawn a moment later where its renderer is still on its way.
    const observer = new MutationObserver(draw)
    observer.observe(element, { childList: true, subtree: true, characterData: true })
    return () => {
      observer.disconnect()
      for (const range of ranges) highlight.delete(range)
    }
  }, [root, name, words])
}
