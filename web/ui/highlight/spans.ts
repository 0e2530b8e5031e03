/** A run of code with one meaning. `scope` is highlight.js's (`keyword`, `string`, …), '' for none. */
export interface HighlightSpan {
  text: string
  scope: string
}

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
}

/** Reads highlight.js's HTML, which knows `<span class="hljs-…">` and five entities only, so that it is never set as HTML. */
export function spansFromHighlight(html: string): HighlightSpan[] {
  const spans: HighlightSpan[] = []
  const scopes: string[] = []
  for (const [part] of html.matchAll(/<span class="[^"]*">|<\/span>|[^<]+|</g)) {
    if (part === '</span>') scopes.pop()
    else if (part.startsWith('<span ')) scopes.push(/hljs-([\w-]+)/.exec(part)?.[1] ?? '')
    else spans.push({ text: decode(part), scope: scopes.at(-1) ?? '' })
  }
  return spans
}

function decode(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity] ?? entity)
}
