import type { EntityUidJson, PolicyJson } from '../cedar.ts'
import { isTrue, toFunction } from './expression.ts'
import { isIn, isUid } from './operators.ts'
import { AskCedar, askCedar, uidOf, type Asked, type Uid } from './values.ts'

/** Whether a rule is about a question. Throws RuleBroken where Cedar would leave the rule out, AskCedar where it alone can tell. */
export type QuickRule = (asked: Asked) => boolean

/**
 * A rule of Cedar's as a function: the way into WebAssembly and back takes a hundred times as long as what is done there. Null:
 * it has something that is left to Cedar.
 */
export function toQuickRule({
  principal,
  action,
  resource,
  conditions,
}: PolicyJson): QuickRule | null {
  try {
    const tests = [
      toScope(principal, (asked) => asked.principal.uid),
      toScope(action, (asked) => asked.action),
      toScope(resource, (asked) => asked.resource.uid),
      ...conditions.map(({ kind, body }): QuickRule => {
        const of = toFunction(body)
        return kind === 'when' ? (asked) => isTrue(of(asked)) : (asked) => !isTrue(of(asked))
      }),
    ].filter((test) => test !== null)
    return (asked) => tests.every((test) => test(asked))
  } catch (error) {
    // Nested more deeply than our stack is.
    if (error instanceof AskCedar || error instanceof RangeError) return null
    throw error
  }
}

type Scope = PolicyJson['principal'] | PolicyJson['action'] | PolicyJson['resource']

/** Null: it is about all of them. */
function toScope(scope: Scope, uidFrom: (asked: Asked) => Uid): QuickRule | null {
  switch (scope.op) {
    case 'All':
      return null
    case '==': {
      const wanted = placeOf(scope)
      return (asked) => isUid(uidFrom(asked), wanted)
    }
    case 'in': {
      const places = 'entities' in scope ? scope.entities.map(uidOf) : [placeOf(scope)]
      return (asked) => places.some((place) => isIn(uidFrom(asked), place, asked))
    }
    case 'is': {
      const { entity_type: type, in: within } = scope
      const place = within && placeOf(within)
      return (asked) => {
        const uid = uidFrom(asked)
        return uid.type === type && (!place || isIn(uid, place, asked))
      }
    }
    default:
      return askCedar()
  }
}

/** Of a template: nothing yet. */
function placeOf(constraint: { entity: EntityUidJson } | { slot: string }): Uid {
  return 'entity' in constraint ? uidOf(constraint.entity) : askCedar()
}
