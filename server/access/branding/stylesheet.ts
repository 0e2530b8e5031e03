import { tintsOf, type Theme } from '#wire/accent.ts'
import type { Branding } from '#wire/branding.ts'

/**
 * What the page looks like before its first paint, without a script and without a style in the markup. Nothing in it is
 * anybody's text as it came: colours are `#rrggbb` by their schema, the rest is percent-encoded, which leaves no quote, no
 * backslash, no bracket but `()` and no line end. web/state/branding.ts reads the second part.
 */
export function writeStylesheet({ accent, name, notice, links, logo }: Branding): string {
  const given = Object.fromEntries(Object.entries(links).filter(([, link]) => link !== null))
  const words = { ...(name !== null && { name }), notice, links: given, logo }
  const encoded = encodeURIComponent(JSON.stringify(words))
  const text = `:root{--branding:"${encoded}"}\n`
  if (!accent) return text
  const light = coloursOf(accent.light, 'light')
  const dark = coloursOf(accent.dark, 'dark')
  // Paper is light. Not `light-dark()`, which the build of the page puts in other words for browsers that lack it.
  return `${text}:root{${light}}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${dark}}}
@media screen{:root[data-theme=dark]{${dark}}}
`
}

function coloursOf(accent: string, theme: Theme): string {
  const { hover, soft } = tintsOf(accent, theme)
  const colours = { sea: accent, 'sea-ink': accent, 'sea-hover': hover, 'sea-soft': soft }
  return Object.entries(colours)
    .map(([name, colour]) => `--color-${name}:${colour}`)
    .join(';')
}
