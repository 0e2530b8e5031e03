import { AppError } from '../lib/app-error.ts'

/** Collects the rules of one GBNF grammar, each under a name of its own. */
export interface GrammarBuilder {
  /** Adds a rule and returns its name. The same text under the same hint is added once. */
  rule(hint: string, body: string): string
  /** A name for a rule whose body comes later: how a schema may contain itself. */
  reserve(hint: string): { name: string; define: (body: string) => void }
  /** The whole grammar, with `rootRule` as its root. */
  build(rootRule: string): string
}

const MAX_GRAMMAR_LENGTH = 256 * 1024

export function createGrammarBuilder(): GrammarBuilder {
  const bodies = new Map<string, string>()
  const names = new Map<string, string>()
  let length = 0
  const reserve = (hint: string) => {
    const name = `${hint.replaceAll(/[^a-zA-Z0-9]+/g, '-').slice(0, 32)}-${bodies.size}`
    bodies.set(name, '')
    return { name, define: (body: string) => define(name, body) }
  }
  return {
    rule(hint, body) {
      const key = `${hint}\0${body}`
      const known = names.get(key)
      if (known) return known
      const { name } = reserve(hint)
      define(name, body)
      names.set(key, name)
      return name
    },
    reserve,
    build: (rootRule) =>
      [`root ::= ${rootRule}`, ...[...bodies].map(([name, body]) => `${name} ::= ${body}`)].join(
        '\n',
      ),
  }

  function define(name: string, body: string): void {
    length += name.length + body.length
    if (length > MAX_GRAMMAR_LENGTH)
      throw new AppError('invalid_request', 'The schema is too large for this engine.', {
        param: 'response_format',
      })
    bodies.set(name, body)
  }
}

/** A text as GBNF writes it. */
export function literal(text: string): string {
  return `"${text.replaceAll(/["\\\n\r\t]/g, (one) => ESCAPES[one] ?? one)}"`
}

const ESCAPES: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** `item` so often; `most` null: without end. */
export function repeated(item: string, least: number, most: number | null): string {
  if (most === 0) return ''
  if (least === 0 && most === null) return `${item}*`
  if (least === 1 && most === null) return `${item}+`
  if (least === 0 && most === 1) return `${item}?`
  return `${item}{${least},${most ?? ''}}`
}
