import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'

/** One plural of a message: the forms that it has, and which of them name the number. */
export interface PluralShape {
  name: string
  isOrdinal: boolean
  /** CLDR categories; exact values such as `=0`, which every language may have, are not among them. */
  forms: string[]
  /** The forms that hold `#` or the variable itself. */
  counting: Set<string>
}

/** What of an ICU message must survive its translation. */
export interface MessageShape {
  /** Variables and tags, each once, in order. */
  placeholders: string[]
  plurals: PluralShape[]
  /** The cases of each `select`, as `name: case, case`. */
  selects: string[]
  /** All that a person reads, without the syntax: every form of every plural. */
  texts: string[]
  /** Tags that are opened and never closed, or the other way round. */
  brokenTags: string[]
}

/** Throws where the message is no ICU message. */
export function shapeOf(message: string): MessageShape {
  const placeholders = new Set<string>()
  const shape: MessageShape = {
    placeholders: [],
    plurals: [],
    selects: [],
    texts: [],
    brokenTags: [],
  }

  function visitText(text: string): void {
    for (const [tag] of text.matchAll(/<\/?\d+\/?>/g)) placeholders.add(tag)
    const plain = text.replaceAll(/<\/?\d+\/?>/g, ' ')
    if (plain.trim() !== '' && plain !== '#') shape.texts.push(plain)
  }
  function visitChoice(name: string, kind: string, forms: object): void {
    const cases = Object.keys(forms).filter((form) => form !== 'offset')
    if (kind === 'select') shape.selects.push(`${name}: ${cases.toSorted().join(', ')}`)
    else {
      const counting = cases.filter((form) => isCounting(Reflect.get(forms, form), name))
      shape.plurals.push({
        name,
        isOrdinal: kind === 'selectordinal',
        forms: cases.filter((form) => /^[a-z]+$/.test(form)),
        counting: new Set(counting),
      })
    }
  }
  function visit(token: unknown): void {
    if (typeof token === 'string') visitText(token)
    if (!Array.isArray(token)) return
    const [name, kind, forms]: unknown[] = token
    if (typeof name !== 'string') return
    placeholders.add(`{${name}}`)
    if (typeof forms !== 'object' || forms === null || typeof kind !== 'string') return
    visitChoice(name, kind, forms)
    for (const form of Object.values(forms)) visitForm(form)
  }
  function visitForm(tokens: unknown): void {
    if (Array.isArray(tokens)) {
      shape.brokenTags.push(...listBrokenTags(tokens))
      tokens.forEach(visit)
    } else if (typeof tokens === 'string') visit(tokens)
  }

  visitForm(compileMessageOrThrow(message))
  return { ...shape, placeholders: [...placeholders].toSorted() }
}

function isCounting(form: unknown, name: string): boolean {
  if (typeof form === 'string') return form.includes('#')
  if (!Array.isArray(form)) return false
  return form.some((token) =>
    typeof token === 'string' ? token.includes('#') : Array.isArray(token) && token[0] === name,
  )
}

/** Of one form: what stands between two of its tags may be variables, whose own tags are theirs. */
function listBrokenTags(tokens: readonly unknown[]): string[] {
  const open: string[] = []
  const broken: string[] = []
  const text = tokens.filter((token) => typeof token === 'string').join('')
  for (const [tag, slash, name = '', end] of text.matchAll(/<(\/?)(\d+)(\/?)>/g)) {
    if (end === '/') continue
    if (slash === '') open.push(name)
    else if (open.pop() !== name) broken.push(tag)
  }
  return [...broken, ...open.map((name) => `<${name}>`)]
}
