import { drawBlocks } from './BlockContent.tsx'
import type { Drawing } from './drawing.ts'

/** The notes of a document, at its end, in the order in which they are mentioned. */
export function FootnoteList({ drawing }: { drawing: Drawing }) {
  const { references, labels, idPrefix } = drawing
  if (references.footnotes.size === 0) return null
  return (
    <section className="md-notes" role="doc-endnotes" aria-label={labels.footnotes}>
      <ol>
        {[...references.footnotes.values()].map(({ label, number, blocks }) => {
          const id = `${idPrefix}-note-${number}`
          return (
            <li key={label} id={id} tabIndex={-1}>
              {drawBlocks(blocks, drawing)}
              <button
                type="button"
                className="md-back"
                aria-label={labels.backToText}
                onClick={() => goToMark(id)}
              >
                ↩
              </button>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

function goToMark(id: string): void {
  document.querySelector<HTMLElement>(`[data-note="${CSS.escape(id)}"] > a`)?.focus()
}
