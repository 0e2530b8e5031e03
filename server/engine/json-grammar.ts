import { literal, type GrammarBuilder } from './grammar-builder.ts'

/** The parts of JSON that every grammar of ours shares. A rule is added when it is first asked for. */
export interface JsonRules {
  /** Between two tokens; bounded, or a small model writes nothing else. */
  space: () => string
  /** One code point inside a string. No `\u` escape: each character is counted, and none can be half a pair. */
  character: () => string
  string: () => string
  integer: () => string
  number: () => string
  object: () => string
  array: () => string
  value: () => string
}

export function createJsonRules(grammar: GrammarBuilder): JsonRules {
  const rules: JsonRules = {
    space: () => grammar.rule('space', String.raw`( " " | "\n" [ \t]{0,20} )?`),
    character: () => grammar.rule('character', String.raw`[^"\\\x7F\x00-\x1F] | "\\" ["\\/bfnrt]`),
    string: () => grammar.rule('string', String.raw`"\"" ${rules.character()}* "\""`),
    integer: () => grammar.rule('integer', String.raw`"-"? ( "0" | [1-9] [0-9]{0,15} )`),
    number: () =>
      grammar.rule(
        'number',
        String.raw`${rules.integer()} ( "." [0-9]{1,16} )? ( [eE] [-+]? [0-9]{1,3} )?`,
      ),
    object: () => rulesOfContainers().object,
    array: () => rulesOfContainers().array,
    value: () => rulesOfContainers().value,
  }
  let containers: { object: string; array: string; value: string } | undefined
  return rules

  function rulesOfContainers() {
    if (containers) return containers
    const [object, array, value] = ['object', 'array', 'value'].map((hint) => grammar.reserve(hint))
    if (!object || !array || !value) throw new Error('three names were asked for')
    containers = { object: object.name, array: array.name, value: value.name }
    const ws = rules.space()
    const pair = `${rules.string()} ":" ${ws} ${value.name}`
    object.define(enclosed('{}', listed(pair, ws), ws))
    array.define(enclosed('[]', listed(value.name, ws), ws))
    value.define(
      [object.name, array.name, rules.string(), rules.number(), ...WORDS.map(literal)].join(' | '),
    )
    return containers
  }
}

const WORDS = ['true', 'false', 'null']

function listed(item: string, ws: string): string {
  return `( ${item} ( "," ${ws} ${item} )* )?`
}

function enclosed([open = '', close = '']: string, inner: string, ws: string): string {
  return `${literal(open)} ${ws} ${inner} ${ws} ${literal(close)}`
}
