import type { MouseEvent } from 'react'
import type { Drawing } from './drawing.ts'

/** `[1]`, up to three digits. */
const CITATION = /\[(\d{1,3})\]/

/** Words, in which the numbers of known sources lead to what was read. */
export function CitedText({ text, drawing }: { text: string; drawing: Drawing }) {
  const { sources, labels } = drawing
  if (!sources || !CITATION.test(text)) return text
  // Every second piece is a number.
  return text.split(CITATION).map((piece, at) => {
    if (at % 2 === 0) return piece
    const source = sources.get(Number(piece))
    if (!source) return `[${piece}]`
    return (
      <a
        key={at}
        className="md-citation"
        href={`#${source.elementId}`}
        role="doc-biblioref"
        aria-label={labels.source(Number(piece), source.title)}
        title={source.title}
        onClick={showSource}
      >
        {`[${piece}]`}
      </a>
    )
  })
}

/** Opens the passage and moves the focus there, not the address. */
function showSource(event: MouseEvent<HTMLAnchorElement>): void {
  event.preventDefault()
  const id = decodeURIComponent(event.currentTarget.hash.slice(1))
  const place = document.getElementById(id)
  if (place instanceof HTMLDetailsElement) place.open = true
  const target = place?.querySelector('summary') ?? place
  target?.focus()
  place?.scrollIntoView({ block: 'nearest' })
}
