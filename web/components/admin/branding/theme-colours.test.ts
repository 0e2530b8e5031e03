import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { contrastOfAccent, GROUNDS, LEAST_CONTRAST, nearestAccent, THEMES } from '#wire/accent.ts'
import { THEME_COLOURS } from './theme-colours.ts'

const css = readFileSync(join(import.meta.dirname, '../../../ui/tokens.css'), 'utf8')
const tokens = new Map(
  [...css.matchAll(/(--color-[\w-]+):\s*light-dark\(\s*(oklch\([^)]*\)),\s*(oklch\([^)]*\))/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
)

for (const theme of THEMES) {
  test(`the preview has the colours that the page has in its ${theme} appearance`, () => {
    for (const [name, colour] of Object.entries(THEME_COLOURS[theme])) {
      assert.equal(colour, tokens.get(name)?.[theme], name)
    }
  })

  test(`an accent is measured on the grounds that the page has in its ${theme} appearance`, () => {
    const grounds = ['sunken', 'canvas', 'surface', 'raised', 'hover'].map(
      (name) => tokens.get(`--color-${name}`)?.[theme],
    )
    const measured = GROUNDS[theme].map((ground) => `oklch(${ground.join(' ')})`)
    assert.deepEqual(measured, grounds)
  })

  test(`of any colour there is one near it that can be read in the ${theme} appearance`, () => {
    const given = ['#000000', '#ffffff', '#ff0000', '#00ff00', '#0000ff', '#ffff00', '#777777']
    for (const colour of given) {
      const nearest = nearestAccent(colour, theme)
      assert.match(nearest, /^#[\da-f]{6}$/)
      assert.ok(contrastOfAccent(nearest, theme) >= LEAST_CONTRAST, `${colour} → ${nearest}`)
      // What can be read already stays as it is.
      assert.equal(nearestAccent(nearest, theme), nearest)
    }
  })
}

test('the contrast of a colour is that of WCAG on the worst ground', () => {
  // Yellow on white is as good as nothing; black has nearly all there is.
  assert.ok(contrastOfAccent('#ffff00', 'light') < 1.2)
  assert.ok(contrastOfAccent('#000000', 'light') > 16)
  // The nearest to a yellow is a dark yellow: the hue stays.
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    Number.parseInt(nearestAccent('#ffcc00', 'light').slice(at, at + 2), 16),
  )
  assert.ok(red > blue && green > blue)
})
