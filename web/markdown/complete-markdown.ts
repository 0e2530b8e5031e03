import remend from 'remend'

/**
 * The end of a text that is still being written, as it most likely goes on: emphasis closed, the address of a half-written
 * link left out, the first line of a table already a table, a fence that is only begun not shown.
 */
export function completeMarkdown(source: string): string {
  const closed = completeInline(source.replace(/(^|\n) {0,3}(?:`{1,2}|~{1,2})$/, '$1'))
  return completeTable(closed) ?? closed
}

/** The same for the end of a line in which no block begins. */
export function completeInline(source: string): string {
  return remend(source, {
    linkMode: 'text-only',
    katex: false,
    inlineKatex: false,
    htmlTags: false,
    comparisonOperators: false,
    singleTilde: false,
  })
}

/** A header line and as much as there is of the line below it, as a table without rows. */
function completeTable(source: string): string | undefined {
  const [header = '', delimiter = '', ...more] = source.trimEnd().split('\n')
  if (!/^ {0,3}\|[^\n]*[^\s|]/.test(header) || more.length > 0) return undefined
  if (!/^[\s|:-]*$/.test(delimiter)) return undefined
  const closed = /[^\\]\|\s*$/.test(header) ? header : `${header} |`
  const columns = (closed.replaceAll('\\|', '').match(/\|/g)?.length ?? 0) - 1
  return columns < 1 ? undefined : `${closed}\n${'|---'.repeat(columns)}|`
}
