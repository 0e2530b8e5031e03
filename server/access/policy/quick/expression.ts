import type { CedarValueJson, Expression } from '../cedar.ts'
import {
  attributeOf,
  containsAll,
  containsAny,
  hasAttributes,
  isIn,
  longOf,
  setOf,
  uidIn,
} from './operators.ts'
import { isLike, toPattern, type PatternPart } from './pattern.ts'
import {
  askCedar,
  broken,
  isSame,
  toLong,
  toValue,
  ValueRecord,
  ValueSet,
  type Asked,
  type Value,
} from './values.ts'

/** The value of an expression for one question. Throws RuleBroken where Cedar errs, AskCedar where it alone can tell. */
export type Evaluate = (asked: Asked) => Value

/** An expression has exactly one of these. Format: docs.cedarpolicy.com/policies/json-format.html */
interface Node {
  Value?: CedarValueJson
  Var?: string
  '!'?: { arg: Expression }
  neg?: { arg: Expression }
  isEmpty?: { arg: Expression }
  '&&'?: Pair
  '||'?: Pair
  'if-then-else'?: { if: Expression; then: Expression; else: Expression }
  '.'?: { left: Expression; attr: string }
  has?: { left: Expression; attr: string | string[] }
  like?: { left: Expression; pattern: PatternPart[] }
  is?: { left: Expression; entity_type: string; in?: Expression }
  Set?: Expression[]
  Record?: Record<string, Expression>
}

interface Pair {
  left: Expression
  right: Expression
}

/** Throws AskCedar for what is left to Cedar: its extensions, tags, and whatever a later version of it adds. */
export function toFunction(json: Expression): Evaluate {
  const [operator = '', ...more] = Object.keys(json)
  if (more.length > 0) return askCedar()
  const compute = TWO_SIDED.get(operator)
  if (compute) {
    const operands: unknown = Object.values(json)[0]
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the form of all operators with two sides
    const { left, right } = operands as Pair
    const [a, b] = [toFunction(left), toFunction(right)]
    return (asked) => compute(a(asked), b(asked), asked)
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is none of these has none of the members
  const node = json as Node
  return logical(node) ?? reading(node) ?? making(node) ?? askCedar()
}

/** What is asked of a condition is yes or no. */
export function isTrue(value: Value): boolean {
  return typeof value === 'boolean' ? value : broken()
}

type TwoSided = (left: Value, right: Value, asked: Asked) => Value

const TWO_SIDED: ReadonlyMap<string, TwoSided> = new Map<string, TwoSided>([
  ['==', isSame],
  ['!=', (a, b) => !isSame(a, b)],
  ['<', (a, b) => longOf(a) < longOf(b)],
  ['<=', (a, b) => longOf(a) <= longOf(b)],
  ['>', (a, b) => longOf(a) > longOf(b)],
  ['>=', (a, b) => longOf(a) >= longOf(b)],
  ['+', (a, b) => toLong(longOf(a) + longOf(b))],
  ['-', (a, b) => toLong(longOf(a) - longOf(b))],
  ['*', (a, b) => toLong(longOf(a) * longOf(b))],
  ['in', (a, b, asked) => isIn(uidIn(a), b, asked)],
  ['contains', (a, b) => setOf(a).has(b)],
  ['containsAll', (a, b) => containsAll(setOf(a), setOf(b))],
  ['containsAny', (a, b) => containsAny(setOf(a), setOf(b))],
])

/** What need not look at all of its sides. */
function logical(node: Node): Evaluate | undefined {
  if (node['!']) {
    const of = toFunction(node['!'].arg)
    return (asked) => !isTrue(of(asked))
  }
  const both = node['&&']
  if (both) {
    const [a, b] = [toFunction(both.left), toFunction(both.right)]
    return (asked) => isTrue(a(asked)) && isTrue(b(asked))
  }
  const either = node['||']
  if (either) {
    const [a, b] = [toFunction(either.left), toFunction(either.right)]
    return (asked) => isTrue(a(asked)) || isTrue(b(asked))
  }
  const choice = node['if-then-else']
  if (!choice) return undefined
  const test = toFunction(choice.if)
  const [yes, no] = [toFunction(choice.then), toFunction(choice.else)]
  return (asked) => (isTrue(test(asked)) ? yes(asked) : no(asked))
}

/** What looks into something. */
function reading({ Var, '.': field, has, is, like, neg, isEmpty }: Node): Evaluate | undefined {
  if (Var !== undefined) return VARIABLES.get(Var)
  if (field) {
    const [of, { attr }] = [toFunction(field.left), field]
    return (asked) => attributeOf(of(asked), attr, asked)
  }
  if (has) {
    const [of, path] = [toFunction(has.left), [has.attr].flat()]
    return (asked) => hasAttributes(of(asked), path, asked)
  }
  if (is) {
    const [of, place, type] = [toFunction(is.left), is.in && toFunction(is.in), is.entity_type]
    return (asked) => {
      const uid = uidIn(of(asked))
      return uid.type === type && (!place || isIn(uid, place(asked), asked))
    }
  }
  if (like) {
    const [of, pattern] = [toFunction(like.left), toPattern(like.pattern)]
    return (asked) => {
      const text = of(asked)
      return typeof text === 'string' ? isLike(text, pattern) : broken()
    }
  }
  if (neg) {
    const of = toFunction(neg.arg)
    return (asked) => toLong(-longOf(of(asked)))
  }
  const of = isEmpty && toFunction(isEmpty.arg)
  return of && ((asked) => setOf(of(asked)).items.length === 0)
}

const VARIABLES: ReadonlyMap<string, Evaluate> = new Map<string, Evaluate>([
  ['principal', ({ principal }) => principal.uid],
  ['action', ({ action }) => action],
  ['resource', ({ resource }) => resource.uid],
  ['context', ({ context }) => context],
])

/** What is written down, or put together. */
function making({ Value: json, Set: list, Record: fields }: Node): Evaluate | undefined {
  if (json !== undefined) {
    const value = toValue(json)
    return () => value
  }
  if (list) {
    const items = list.map((one) => toFunction(one))
    return (asked) => new ValueSet(items.map((of) => of(asked)))
  }
  if (!fields) return undefined
  const named = Object.entries(fields).map(([name, one]) => [name, toFunction(one)] as const)
  return (asked) => new ValueRecord(new Map(named.map(([name, of]) => [name, of(asked)])))
}
