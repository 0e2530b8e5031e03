import { flushSync } from 'react-dom'
import { createRoot, type Root } from 'react-dom/client'
import { Markdown } from './Markdown.tsx'
import { measureAppends } from './measure-appends.ts'
import { SPECIMEN_LABELS } from './specimen-labels.ts'

/** What tests and benchmarks in a browser see of a renderer: it draws before it returns. */
export interface MarkdownPage {
  draw: (text: string, isStreaming: boolean) => void
  clear: () => void
  /** Milliseconds of rendering and layout for each append of `step` characters. */
  measure: (text: string, step: number) => Promise<number[]>
}

declare global {
  // `let` and `const` make no property of the global object.
  var markdownPage: MarkdownPage
}

const place = document.body.appendChild(document.createElement('main'))
let root: Root | undefined

globalThis.markdownPage = {
  draw(text, isStreaming) {
    root ??= createRoot(place)
    const drawn = root
    flushSync(() => {
      drawn.render(<Markdown text={text} labels={SPECIMEN_LABELS} isStreaming={isStreaming} />)
    })
  },
  clear() {
    root?.unmount()
    root = undefined
  },
  measure(text, step) {
    return measureAppends(globalThis.markdownPage, text, step)
  },
}
