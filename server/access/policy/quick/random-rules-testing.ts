import { Action } from '#wire/actions.ts'
import { Role } from '#wire/roles.ts'
import type { CedarValueJson, EntityJson, Expression, PolicyJson } from '../cedar.ts'
import type { Question } from '../questions.ts'
import { USE } from '../schema.ts'
import type { Context } from './quick-rules.ts'

const TEXTS = ['', 'EU', 'eu', 'US', 'care', 'a*b', 'aab', 'Zoë', '🦀 crab', 'C5', 'pwd', 'otp']
const LONGS = [-7, -1, 0, 1, 2, 3, 30, 2 ** 53 - 1]
const TYPES = ['Person', 'ServiceAccount', 'Key', 'Role', 'Group', 'Deployment', 'Thing', 'Action']
const IDS = ['a', 'b', 'g1', 'g2', 'p/m', 'owner', 'member', USE, 'run.start', '']
const ACTIONS = [USE, USE, 'run.start', ...Action.options.slice(0, 4)]
const TEXT_FIELDS = ['provider', 'dataZone', 'operator', 'name', 'level', 'kind', 'id']
const FLAGS = ['isInEu', 'isUnderEuLaw', 'isOwnHardware', 'trainsOnData', 'isOwn', 'isTainted']
const SETS = ['certifications', 'methods']
const CONTEXT_FIELDS = ['classification', 'operation', 'purpose']
const DEPTH = 4

type Make = (depth: number) => Expression

/**
 * Rules and questions as nobody would write them: for comparing what Cedar says of them with what we say. One expression in
 * twenty-five makes no sense: it compares what cannot be compared, or asks for what is not there.
 */
export class RandomRules {
  readonly random: () => number

  constructor(random: () => number) {
    this.random = random
  }

  rule(effect: PolicyJson['effect'] = this.chance(0.5) ? 'permit' : 'forbid'): PolicyJson {
    return {
      effect,
      principal: this.scope(['Person', 'ServiceAccount', 'Key']),
      action: this.actionScope(),
      resource: this.scope(['Deployment', 'Model', 'Thing']),
      conditions: this.some(() => ({
        kind: this.pick(['when', 'unless'] as const),
        body: this.odd(this.flag, DEPTH),
      })),
    }
  }

  question(): Question {
    return {
      principal: {
        uid: { type: this.pick(['Person', 'ServiceAccount', 'Key']), id: this.pick(IDS) },
        attrs: this.attributes(['name', 'level'], { methods: this.some(() => this.pick(TEXTS)) }),
        parents: [
          ...this.some(() => ({ type: 'Role', id: this.pick(Role.options) })),
          ...this.some(() => ({ type: 'Group', id: this.pick(IDS) })),
        ],
      },
      action: this.pick(ACTIONS),
      resource: {
        uid: { type: this.pick(['Deployment', 'Model', 'Thing']), id: this.pick(IDS) },
        attrs: this.attributes(TEXT_FIELDS, {
          certifications: this.some(() => this.pick(TEXTS)),
          ...(this.chance(0.6) && { retentionDays: this.pick(LONGS) }),
          ...Object.fromEntries(
            FLAGS.filter(() => this.chance(0.7)).map((name) => [name, this.chance(0.5)]),
          ),
        }),
        parents: [],
      },
    }
  }

  context(): Context {
    return {
      classification: this.pick(['public', 'internal', 'restricted', 'secret']),
      level: this.pick([0, 1, 2, 3]),
      isTainted: this.chance(0.5),
      ...(this.chance(0.5) && { operation: this.pick(['chat', 'embeddings']) }),
      ...(this.chance(0.5) && { purpose: this.pick(TEXTS) }),
    }
  }

  private pick<T>(list: readonly T[]): T {
    const found = list[Math.floor(this.random() * list.length)]
    if (found === undefined) throw new Error('There is nothing to pick from.')
    return found
  }

  private chance(share: number): boolean {
    return this.random() < share
  }

  private some<T>(make: () => T, most = 3): T[] {
    return Array.from({ length: Math.floor(this.random() * (most + 1)) }, make)
  }

  private uid(types: readonly string[] = TYPES) {
    return { type: this.pick(types), id: this.pick(IDS) }
  }

  private attributes(
    names: readonly string[],
    more: Record<string, CedarValueJson>,
  ): EntityJson['attrs'] {
    const texts = names
      .filter(() => this.chance(0.6))
      .map((name) => [name, this.pick(TEXTS)] as const)
    return { ...Object.fromEntries(texts), ...more }
  }

  private scope(types: readonly string[]): PolicyJson['principal'] {
    const entity = this.uid([...types, 'Role', 'Group'])
    if (this.chance(0.7)) return { op: 'All' }
    return this.pick<PolicyJson['principal']>([
      { op: '==', entity: this.uid(types) },
      { op: 'in', entity },
      { op: 'is', entity_type: this.pick(types) },
      { op: 'is', entity_type: this.pick(types), in: { entity } },
    ])
  }

  private actionScope(): PolicyJson['action'] {
    const one = () => ({ type: 'Action', id: this.pick(ACTIONS) })
    if (this.chance(0.5)) return { op: 'All' }
    return this.pick<PolicyJson['action']>([
      { op: '==', entity: one() },
      { op: 'in', entity: one() },
      { op: 'in', entities: [one(), one(), one()] },
    ])
  }

  /** Mostly of the type that is asked for. */
  private odd(make: Make, depth: number): Expression {
    return this.chance(0.04) ? this.any(depth) : make(Math.max(0, depth))
  }

  private both(make: Make, depth: number) {
    return { left: this.odd(make, depth), right: this.odd(make, depth) }
  }

  private readonly any: Make = (depth) =>
    this.pick([
      this.text,
      this.long,
      this.set,
      this.entity,
      this.flag,
      this.record,
      this.entities,
      this.variable,
    ])(depth)

  private readonly variable: Make = () => ({
    Var: this.pick(['principal', 'action', 'resource', 'context']),
  })

  private readonly field = (names: readonly string[]): Expression => ({
    '.': { left: this.chance(0.04) ? this.any(1) : this.variable(0), attr: this.pick(names) },
  })

  private readonly text: Make = (depth) => {
    if (depth <= 0 || this.chance(0.4)) return { Value: this.pick(TEXTS) }
    if (this.chance(0.15)) return this.choice(this.text, depth)
    return this.field([...TEXT_FIELDS, ...CONTEXT_FIELDS])
  }

  private readonly long: Make = (depth) => {
    if (depth <= 0 || this.chance(0.4)) return { Value: this.pick(LONGS) }
    if (this.chance(0.4)) return this.field(['retentionDays', 'level'])
    const less = depth - 1
    return this.pick<() => Expression>([
      () => ({ neg: { arg: this.odd(this.long, less) } }),
      () => ({ '+': this.both(this.long, less) }),
      () => ({ '-': this.both(this.long, less) }),
      () => ({ '*': this.both(this.long, less) }),
      () => this.choice(this.long, less),
    ])()
  }

  private readonly set: Make = (depth) => {
    if (depth <= 0 || this.chance(0.4)) return this.field(SETS)
    const of = this.chance(0.8) ? this.text : this.long
    return { Set: this.some(() => this.odd(of, depth - 1)) }
  }

  private readonly entity: Make = (depth) => {
    if (depth > 0 && this.chance(0.1)) return this.choice(this.entity, depth)
    if (this.chance(0.5)) return { Value: { __entity: this.uid() } }
    return { Var: this.pick(['principal', 'action', 'resource']) }
  }

  private readonly entities: Make = (depth) =>
    depth <= 0 || this.chance(0.6)
      ? this.entity(depth)
      : { Set: this.some(() => this.odd(this.entity, depth - 1)) }

  private readonly record: Make = (depth) => {
    const one = () => [this.pick(['a', 'b', 'level']), this.odd(this.any, depth - 1)] as const
    return { Record: depth <= 0 ? {} : Object.fromEntries(this.some(one)) }
  }

  private choice(make: Make, depth: number): Expression {
    const less = depth - 1
    const test = this.odd(this.flag, less)
    // oxlint-disable-next-line unicorn/no-thenable -- Cedar's word
    return { 'if-then-else': { if: test, then: this.odd(make, less), else: this.odd(make, less) } }
  }

  private readonly flag: Make = (depth) => {
    if (depth <= 0) return this.chance(0.5) ? { Value: this.chance(0.5) } : this.field(FLAGS)
    const less = depth - 1
    return this.pick<() => Expression>([
      () => this.field(FLAGS),
      () => ({ '!': { arg: this.odd(this.flag, less) } }),
      () => ({ '&&': this.both(this.flag, less) }),
      () => ({ '||': this.both(this.flag, less) }),
      () => this.guarded(less),
      () => this.compared(less),
      () => this.looked(less),
      () => this.contained(less),
      () => this.choice(this.flag, depth),
    ])()
  }

  /** As people write it: `context has purpose && context.purpose == "care"`. */
  private guarded(depth: number): Expression {
    const left = this.variable(0)
    const attr = this.pick([...TEXT_FIELDS, ...CONTEXT_FIELDS])
    const isSame: Expression = { '==': { left: { '.': { left, attr } }, right: this.text(depth) } }
    return { '&&': { left: { has: { left, attr } }, right: isSame } }
  }

  private compared(depth: number): Expression {
    const same = this.pick([
      this.text,
      this.text,
      this.long,
      this.set,
      this.entity,
      this.flag,
      this.record,
    ])
    return this.pick<() => Expression>([
      () => ({ '==': this.both(same, depth) }),
      () => ({ '!=': this.both(same, depth) }),
      () => ({ '<': this.both(this.long, depth) }),
      () => ({ '<=': this.both(this.long, depth) }),
      () => ({ '>': this.both(this.long, depth) }),
      () => ({ '>=': this.both(this.long, depth) }),
    ])()
  }

  private looked(depth: number): Expression {
    const left = this.odd(this.variable, depth)
    const entity = this.odd(this.entity, depth)
    const type = this.pick(TYPES)
    const part = () =>
      this.chance(0.4) ? ('Wildcard' as const) : { Literal: this.pick(TEXTS.slice(1)) }
    return this.pick<() => Expression>([
      () => ({ has: { left, attr: this.pick([...TEXT_FIELDS, ...CONTEXT_FIELDS, ...SETS]) } }),
      () => ({ in: { left: entity, right: this.odd(this.entities, depth) } }),
      () => ({ is: { left: entity, entity_type: type } }),
      () => ({ is: { left: entity, entity_type: type, in: this.odd(this.entities, depth) } }),
      () => ({ like: { left: this.odd(this.text, depth), pattern: this.some(part, 4) } }),
    ])()
  }

  private contained(depth: number): Expression {
    return this.pick<() => Expression>([
      () => ({ contains: { left: this.odd(this.set, depth), right: this.odd(this.text, depth) } }),
      () => ({ containsAll: this.both(this.set, depth) }),
      () => ({ containsAny: this.both(this.set, depth) }),
      () => ({ isEmpty: { arg: this.odd(this.set, depth) } }),
    ])()
  }
}
