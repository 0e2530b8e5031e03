import { CRITERIA } from './criteria.ts'

/** One view as it was looked at. */
export interface Visited {
  language: string
  colorScheme: 'light' | 'dark'
  width: number
  /** 2: text twice as large. */
  textScale: number
  path?: string
}

export interface Finding {
  where: string
  what: string
}

interface Results {
  visited: readonly Visited[]
  found: readonly Finding[]
  paths: readonly string[]
}

/** docs/accessibility.md, from what a run has seen and the criteria. */
export function describeConformance({ visited, found, paths }: Results): string {
  const ways = new Set(
    visited.map(
      ({ language, colorScheme, width, textScale }) =>
        `${language}, ${colorScheme}, ${width} px wide${textScale > 1 ? `, text ${textScale} times as large` : ''}`,
    ),
  )
  const rows = CRITERIA.map(
    ({ id, name, level, status, how }) => `| ${id} ${name} | ${level} | ${status} | ${how} |`,
  )
  const findings =
    found.length === 0
      ? 'Nothing was found.'
      : found.map(({ where, what }) => `- ${where}: \`${what.replaceAll('`', '’')}\``).join('\n')
  return `# Accessibility

What Galerne does for EN 301 549 (chapter 9: WCAG 2.2, levels A and AA), and how that is known. Written by \`npm run check:accessibility\`; not to be edited by hand: the criteria are in \`scripts/accessibility/criteria.ts\`.

## What a program has looked at
${visited.length} views of ${paths.length} pages, each with axe 4.14 with the size of targets, and for anything that has to be scrolled sideways:

${[...ways].map((way) => `- ${way}`).join('\n')}

What it found:

${findings}

## What nobody has tried yet
- No session with people who use NVDA, JAWS, VoiceOver, TalkBack or Orca every day. What a screen reader is told is tested as the text of the live regions and as roles and names, which is not the same.
- No voice control, no switch, no eye control. They need names and focus, which are tested.
- No session with people with cognitive disabilities; plain language is checked by its writers only.
- The system’s high contrast (forced colours) was looked at in Chromium’s emulation of it, on the assistant’s pages alone; not on Windows, and not by anybody who needs it.

## Criterion by criterion
“Tested”: a test fails where it is not so. “By design”: there is nothing of the kind, or the browser does it. “In part”: the note says what is missing.

| criterion | level | status | how, and by which test |
|---|---|---|---|
${rows.join('\n')}
`
}
