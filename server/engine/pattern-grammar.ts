import { literal, repeated } from './grammar-builder.ts'

/** What this subset does not have becomes this error. */
type Refuse = (what: string) => Error

/**
 * A regular expression, without its anchors, as a GBNF expression over the characters of a JSON string: literals, classes,
 * groups, alternatives and quantifiers. Quotes and backslashes come out as JSON writes them.
 */
export function patternToGrammar(pattern: string, refuse: Refuse): string {
  return new PatternReader(pattern, refuse).read()
}

const MAX_DEPTH = 20
const MAX_COUNT = 1000

const NEVER = String.raw`"\\\x7F\x00-\x1F`
const ANY = `[^${NEVER}]`
const CLASSES: Record<string, string> = { d: '0-9', w: 'a-zA-Z0-9_', s: ' ' }
const NEGATED: Record<string, string> = { D: '0-9', W: 'a-zA-Z0-9_', S: ' ' }

/** Recursive descent over code points. */
class PatternReader {
  readonly #characters: string[]
  readonly #refuse: Refuse
  #at = 0

  constructor(pattern: string, refuse: Refuse) {
    this.#characters = Array.from(pattern)
    this.#refuse = refuse
  }

  read(): string {
    const expression = this.#alternatives(0)
    if (!this.#isAtEnd()) throw this.#refuse('unmatched ")"')
    return expression
  }

  #isAtEnd(): boolean {
    return this.#at >= this.#characters.length
  }

  #peek(ahead = 0): string {
    return this.#characters[this.#at + ahead] ?? ''
  }

  #next(): string {
    const character = this.#peek()
    this.#at += 1
    return character
  }

  #alternatives(depth: number): string {
    if (depth > MAX_DEPTH) throw this.#refuse('depth')
    const branches = [this.#sequence(depth)]
    while (this.#peek() === '|') {
      this.#next()
      branches.push(this.#sequence(depth))
    }
    return branches.join(' | ')
  }

  #sequence(depth: number): string {
    const items: string[] = []
    while (!this.#isAtEnd() && !'|)'.includes(this.#peek()))
      items.push(this.#quantified(this.#atom(depth)))
    return items.join(' ') || '""'
  }

  #atom(depth: number): string {
    const character = this.#next()
    if (character === '(') return this.#group(depth)
    if (character === '[') return this.#class()
    if (character === '\\') return this.#escape()
    if (character === '.') return ANY
    if ('^$*+?{}'.includes(character)) throw this.#refuse(`"${character}" in this place`)
    return oneCharacter(character)
  }

  #group(depth: number): string {
    if (this.#peek() === '?') {
      if (this.#peek(1) !== ':') throw this.#refuse('look-around or named group')
      this.#at += 2
    }
    const inner = this.#alternatives(depth + 1)
    if (this.#next() !== ')') throw this.#refuse('unmatched "("')
    return `( ${inner} )`
  }

  #escape(): string {
    const character = this.#next()
    if (CLASSES[character]) return `[${CLASSES[character]}]`
    if (NEGATED[character]) return `[^${NEGATED[character]}${NEVER}]`
    if (/^[a-zA-Z0-9]?$/.test(character)) throw this.#refuse(`"\\${character}"`)
    return oneCharacter(character)
  }

  #class(): string {
    const isNegated = this.#peek() === '^'
    if (isNegated) this.#next()
    let set = ''
    while (!this.#isAtEnd() && this.#peek() !== ']') set += this.#classItem()
    if (this.#next() !== ']') throw this.#refuse('unmatched "["')
    if (isNegated) return `[^${set}${NEVER}]`
    if (set === '') throw this.#refuse('empty class')
    return `[${set}]`
  }

  #classItem(): string {
    let character = this.#next()
    if (character === '\\') {
      character = this.#next()
      const set = CLASSES[character]
      if (set) return set
      if (/^[a-zA-Z0-9]?$/.test(character)) throw this.#refuse(`"\\${character}" in a class`)
    }
    // They would need an escape in JSON, which a class cannot hold: the rest of the class still matches the pattern.
    if (character === '"' || character === '\\') return ''
    const isRange = this.#peek() === '-' && !['', ']'].includes(this.#peek(1))
    return isRange && character !== '-' ? this.#range(character) : inClass(character)
  }

  #range(first: string): string {
    const last = this.#peek(1)
    this.#at += 2
    const isPlain = (one: string) => /[\p{L}\p{N}]/u.test(one)
    if (!isPlain(first) || !isPlain(last) || first > last) throw this.#refuse(`"${first}-${last}"`)
    return `${first}-${last}`
  }

  #quantified(item: string): string {
    const rest = this.#characters.slice(this.#at, this.#at + 12).join('')
    const found = /^(?:[*+?]|\{(\d{1,4})(,)?(\d{1,4})?\})/.exec(rest)
    if (!found) return item
    this.#at += found[0].length
    // Lazy or possessive: the same texts match.
    if (['?', '+'].includes(this.#peek())) this.#next()
    const [all = '', least, hasMost, most] = found
    if (all === '*') return repeated(item, 0, null)
    if (all === '+') return repeated(item, 1, null)
    if (all === '?') return repeated(item, 0, 1)
    if (Number(least) > MAX_COUNT || Number(most ?? 0) > MAX_COUNT) throw this.#refuse(`"${all}"`)
    const end = most === undefined ? null : Number(most)
    return repeated(item, Number(least), hasMost ? end : Number(least))
  }
}

/** A literal character as it stands inside a JSON string. */
function oneCharacter(character: string): string {
  return literal(JSON.stringify(character).slice(1, -1))
}

function inClass(character: string): string {
  return /[\]\\^[-]/.test(character) ? `\\${character}` : character
}
