import { renderToStaticMarkup } from 'react-dom/server'
import type { CitedSources } from './drawing.ts'
import { Markdown } from './Markdown.tsx'
import { Formula } from './maths/Formula.tsx'
import { loadChemistry } from './maths/temml.ts'
import { SPECIMEN_LABELS } from './specimen-labels.ts'

/** The renderer's output as HTML text, for tests: what a browser would have in its document. */
export function renderMarkdown(text: string, isStreaming = false, sources?: CitedSources): string {
  return renderToStaticMarkup(
    <Markdown text={text} labels={SPECIMEN_LABELS} isStreaming={isStreaming} sources={sources} />,
  )
}

/** A formula as HTML text, or its source where it cannot be set. */
export function renderFormula(tex: string, isDisplay = false): string {
  return renderToStaticMarkup(
    <Formula failedLabel="Not shown" isDisplay={isDisplay} source={tex} tex={tex} />,
  )
}

/** A formula of chemistry, when what it needs is there. */
export async function renderChemistry(tex: string): Promise<string> {
  const loading = loadChemistry()
  await loading
  // React asks no more for what it knows to be there.
  void Object.assign(loading, { status: 'fulfilled', value: undefined })
  return renderFormula(tex)
}
