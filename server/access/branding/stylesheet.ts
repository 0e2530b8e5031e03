import { tintsOf } from '#wire/accent.ts'
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
  const lines = [`--branding:"${encoded}"`]
  if (accent) {
    const [light, dark] = [tintsOf(accent.light, 'light'), tintsOf(accent.dark, 'dark')]
    const both = (one: string, other: string) => `light-dark(${one},${other})`
    lines.push(
      `--color-sea:${both(accent.light, accent.dark)}`,
      `--color-sea-ink:${both(accent.light, accent.dark)}`,
      `--color-sea-hover:${both(light.hover, dark.hover)}`,
      `--color-sea-soft:${both(light.soft, dark.soft)}`,
    )
  }
  return `:root{${lines.join(';')}}\n`
}
