import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')
const colours = new Map(
  [...css.matchAll(/--color-([\w-]+):\s*light-dark\(\s*oklch\(([^)]*)\),\s*oklch\(([^)]*)\)/g)].map(
    ([, name = '', light = '', dark = '']) => [
      name,
      { light: numbers(light), dark: numbers(dark) },
    ],
  ),
)

const GROUNDS = ['sunken', 'canvas', 'surface', 'raised']
const TEXT = 4.5
const SHAPE = 3

/** Foreground, the grounds that it is used on, and the ratio that WCAG 2.2 AA asks for. */
const PAIRS: [string, string[], number][] = [
  [
    'ink',
    [
      ...GROUNDS,
      'hover',
      'pressed',
      'sea-soft',
      'buoy-soft',
      'danger-soft',
      'warning-soft',
      'success-soft',
    ],
    TEXT,
  ],
  [
    'ink-muted',
    [...GROUNDS, 'hover', 'pressed', 'sea-soft', 'danger-soft', 'warning-soft', 'success-soft'],
    TEXT,
  ],
  ['ink-faint', GROUNDS, TEXT],
  ['sea-ink', [...GROUNDS, 'hover', 'sea-soft'], TEXT],
  ['buoy-ink', [...GROUNDS, 'hover', 'buoy-soft'], TEXT],
  ['danger', [...GROUNDS, 'hover', 'danger-soft'], TEXT],
  ['warning', [...GROUNDS, 'warning-soft'], TEXT],
  ['success', [...GROUNDS, 'success-soft'], TEXT],
  ['on-sea', ['sea', 'sea-hover'], TEXT],
  ['on-danger', ['danger'], TEXT],
  ['code-keyword', ['sunken'], TEXT],
  ['code-string', ['sunken'], TEXT],
  ['code-number', ['sunken'], TEXT],
  ['code-title', ['sunken'], TEXT],
  ['code-comment', ['sunken'], TEXT],
  ['line-strong', GROUNDS, SHAPE],
  ['focus', [...GROUNDS, 'hover'], SHAPE],
  ['buoy', GROUNDS, SHAPE],
  ['sea', GROUNDS, SHAPE],
  ...Array.from({ length: 8 }, (_, at): [string, string[], number] => [
    `chart-${at + 1}`,
    ['surface', 'canvas', 'raised'],
    SHAPE,
  ]),
]

for (const theme of ['light', 'dark'] as const) {
  for (const [front, grounds, least] of PAIRS) {
    test(`${front} can be told from ${grounds.join(', ')} in the ${theme} theme`, () => {
      for (const ground of grounds) {
        const ratio = contrast(colourOf(front, theme), colourOf(ground, theme))
        assert.ok(ratio >= least, `${front} on ${ground}: ${ratio.toFixed(2)} of ${least}`)
      }
    })
  }
}

test('the measure of contrast is that of WCAG', () => {
  assert.equal(contrast([1, 0, 0], [0, 0, 0]).toFixed(1), '21.0')
  // #767676 on white, the lightest grey that passes.
  assert.equal(contrast([0.566, 0, 0], [1, 0, 0]).toFixed(2), '4.54')
})

function colourOf(name: string, theme: 'light' | 'dark'): number[] {
  const colour = colours.get(name)
  assert.ok(colour, `there is no colour ${name}`)
  return colour[theme]
}

function numbers(text: string): number[] {
  return text.trim().split(/\s+/).map(Number)
}

function contrast(one: number[], other: number[]): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** Relative luminance of an OKLCH colour; matrices from Björn Ottosson's definition of Oklab. */
function luminance([lightness = 0, chroma = 0, hue = 0]: number[]): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const red = clamp(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)
  const green = clamp(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)
  const blue = clamp(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const clamp = (value: number) => Math.min(1, Math.max(0, value))
