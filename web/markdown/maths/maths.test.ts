import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import temml from 'temml'
import { importModule } from '../../ui/module-testing.ts'
import { lexBlocks } from '../blocks.ts'
import { type Inline, lexInline } from '../inline.ts'

let renderFormula: (tex: string, isDisplay?: boolean) => string
let renderChemistry: (tex: string) => Promise<string>
before(async () => {
  const module = await importModule('markdown/static-rendering.tsx')
  assert.ok(typeof module === 'object' && module !== null && 'renderFormula' in module)
  const { renderFormula: render } = module
  assert.ok(typeof render === 'function')
  renderFormula = (tex, isDisplay = false) => String(render(tex, isDisplay))
  assert.ok('renderChemistry' in module && typeof module.renderChemistry === 'function')
  const { renderChemistry: renderLater } = module
  renderChemistry = async (tex) => String(await renderLater(tex))
})

const wordsOf = (html: string) => html.replaceAll(/<[^>]*>/g, '')

const formulasIn = (source: string): string[] =>
  lexInline({ source, isPlain: false }, {}).flatMap(function texOf(inline: Inline): string[] {
    if (inline.type === 'maths') return [inline.tex]
    return 'children' in inline ? inline.children.flatMap(texOf) : []
  })

const MONEY = [
  'costs $5 and $10',
  'US$',
  'US$5 and A$6 are not equal',
  'between $1,000 and $2,000 a year',
  '$5/$10',
  'from $5–$10',
  '$HOME and $PATH',
  'echo $x and $y',
  'Preis: 5$ oder 6$',
  '$5 million for the city and $6 million for the country',
  'pay $20, then $30$',
  'C$ and A$',
  'a \\$5 note and a \\$10 note',
  '\\[see above\\] and \\(see below\\)',
  'The array\\[index\\] was empty',
]
for (const text of MONEY) {
  test(`“${text}” is no formula`, () => assert.deepEqual(formulasIn(text), []))
}

const FORMULAS: [text: string, tex: string[]][] = [
  ['so \\(a^2 + b^2 = c^2\\) holds', ['a^2 + b^2 = c^2']],
  ['with $x_1$ and $\\alpha$', ['x_1', '\\alpha']],
  ['let $n$ be even', ['n']],
  ['$2\\pi r$', ['2\\pi r']],
  ['**bold $E=mc^2$**', ['E=mc^2']],
  ['then \\[ \\int_0^1 x\\,dx \\] follows', ['\\int_0^1 x\\,dx']],
  ['costs $5, where $x = 5$', ['x = 5']],
  ['$$a+b$$', ['a+b']],
]
for (const [text, tex] of FORMULAS) {
  test(`“${text}” has formulas in it`, () => assert.deepEqual(formulasIn(text), tex))
}

test('a formula on lines of its own ends a paragraph, and goes on over lines that look like a list', () => {
  const blocks = lexBlocks('As follows:\n$$\na\n- b\n+ c\n= d\n$$\nand on')
  assert.deepEqual(
    blocks.map(({ type }) => type),
    ['paragraph', 'maths', 'paragraph'],
  )
  const bracketed = lexBlocks('\\[\nx\n\\]').map((block) => block.type === 'maths' && block.tex)
  assert.deepEqual(bracketed, ['x'])
})

test('a formula that is not finished is text, and so is one with a blank line in it', () => {
  for (const source of ['$$\nx + ', '\\[\n\\frac{a}{b', '$$\na\n\nb\n$$ c']) {
    assert.ok(
      lexBlocks(source).every(({ type }) => type !== 'maths'),
      source,
    )
  }
})

test('code is never a formula', () => {
  assert.deepEqual(formulasIn('`$x^2$` and `\\(y\\)`'), [])
  assert.equal(lexBlocks('```\n$$\nx\n$$\n```')[0]?.type, 'code')
})

test('a formula is MathML, which a screen reader reads', () => {
  assert.equal(renderFormula('\\frac{a}{b}'), '<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>')
  assert.match(renderFormula('x', true), /^<math display="block" class="tml-display">/)
})

// What Temml's whole defines and its source leaves to additions, and what answers write more often than the rest of it.
const ADDED = [
  '\\R',
  '\\Reals',
  '\\norm{x}',
  '\\abs{x}',
  '\\dv{f}{x}',
  '\\vb{a}',
  '\\div',
  '\\Re z',
  '\\ket{a}',
]
for (const tex of ADDED) {
  test(`${tex} is set as Temml's own file sets it`, () => {
    assert.equal(wordsOf(renderFormula(tex)), wordsOf(temml.renderToString(tex)))
    assert.match(renderFormula(tex), /^<math/)
  })
}

test('chemistry is set once what it needs is there', async () => {
  const drawn = await renderChemistry('\\ce{2 H2 + O2 -> 2 H2O}')
  assert.equal(wordsOf(drawn), wordsOf(temml.renderToString('\\ce{2 H2 + O2 -> 2 H2O}')))
  assert.match(drawn, /^<math/)
  assert.match(await renderChemistry('\\pu{5 kg m-2}'), /<mi>kg<\/mi>/)
})

const HOSTILE = [
  '\\href{javascript:alert(1)}{x}',
  '\\url{https://evil.example}',
  '\\includegraphics{https://evil.example/x.png}',
  '\\class{evil}{x}',
  '\\id{main}{x}',
  '\\style{background:url(https://evil.example)}{x}',
  '\\data{onclick=alert(1)}{x}',
  '\\htmlClass{evil}{x}',
  '\\color{red;background:url(https://evil.example)}{x}',
  '\\def\\x{\\x\\x}\\x',
  '\\def\\a{xxxxxxxxxx}\\def\\b{\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a}\\def\\c{\\b\\b\\b\\b\\b\\b\\b\\b\\b\\b}\\def\\d{\\c\\c\\c\\c\\c\\c\\c\\c\\c\\c}\\d\\d\\d\\d',
  '\\rule{9999em}{9999em}',
  `${'{'.repeat(2_000)}x${'}'.repeat(2_000)}`,
  `${'\\frac{'.repeat(600)}a${'}{b}'.repeat(600)}`,
  `${'\\sqrt{'.repeat(800)}x${'}'.repeat(800)}`,
  `${'\\left('.repeat(600)}x`,
  'x^'.repeat(1_500),
  '\\text{<img src=x onerror=alert(1)>}',
  '\\label{__proto__}\\ref{__proto__}',
  '\\constructor \\__proto__ \\toString',
]
for (const tex of HOSTILE) {
  test(`the hostile formula ${tex.slice(0, 40)} is bounded, and leads nowhere`, () => {
    const startedAt = performance.now()
    const html = renderFormula(tex)
    assert.ok(performance.now() - startedAt < 2_000, 'took too long')
    assert.ok(html.length < 400_000)
    assert.doesNotMatch(html, /<(?!\/?(?:m[a-z]+|code)\b)|<[^>]*\s(?:href|src|on\w+|id|data-\w+)=/)
    assert.doesNotMatch(html, /style="[^"]*url/i)
  })
}

test('a megabyte of TeX is text', () => {
  const tex = 'x+'.repeat(500_000)
  assert.deepEqual(formulasIn(`\\(${tex}\\)`), [])
})

test('what cannot be set is shown as it was written, and says so', () => {
  assert.equal(
    renderFormula('\\nonsense{a'),
    '<code class="md-maths-failed" dir="ltr" title="Not shown">\\nonsense{a</code>',
  )
})
