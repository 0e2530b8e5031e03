import { parseSync, Visitor, type ESTree } from 'vite'

/** What a person reads, though it is not between tags. */
const SPOKEN_ATTRIBUTES = new Set(['aria-label', 'alt', 'label', 'placeholder', 'title'])
/** The macros whose content goes into the catalogue. */
const CATALOGUED = new Set(['Trans', 'Plural', 'Select', 'SelectOrdinal'])
const LETTERS = /\p{L}{2,}/u

/** Texts of a component that no catalogue holds, so that nobody could translate them, as `line: text`. `translate="no"` exempts a name. */
export function listLiteralTexts(path: string, code: string): string[] {
  const { program, errors } = parseSync(path, code)
  if (errors[0]) throw new SyntaxError(`${path}: ${errors[0].message}`)
  const found: string[] = []
  let exemptDepth = 0

  const note = (start: number, text: string) => {
    if (exemptDepth > 0 || !LETTERS.test(text)) return
    found.push(`${code.slice(0, start).split('\n').length}: ${text.trim()}`)
  }
  new Visitor({
    JSXElement: (element) => {
      if (isExempt(element)) exemptDepth += 1
    },
    'JSXElement:exit': (element) => {
      if (isExempt(element)) exemptDepth -= 1
    },
    JSXText: ({ start, value }) => note(start, value),
    JSXAttribute: ({ name, value, start }) => {
      if (name.type !== 'JSXIdentifier' || !SPOKEN_ATTRIBUTES.has(name.name)) return
      if (value?.type === 'Literal') note(start, value.value)
    },
    JSXExpressionContainer: ({ expression, start }) => {
      if (expression.type === 'Literal' && typeof expression.value === 'string') {
        note(start, expression.value)
      }
    },
  }).visit(program)
  return found
}

function isExempt({ openingElement: { name, attributes } }: ESTree.JSXElement): boolean {
  if (name.type === 'JSXIdentifier' && CATALOGUED.has(name.name)) return true
  return attributes.some(
    (attribute) =>
      attribute.type === 'JSXAttribute' &&
      attribute.name.name === 'translate' &&
      attribute.value?.type === 'Literal' &&
      attribute.value.value === 'no',
  )
}
