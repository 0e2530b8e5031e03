import type { CedarValueJson, PolicyJson } from '../cedar.ts'
import type { NamedRule } from '../named-rule.ts'
import type { Question } from '../questions.ts'
import type { Verdict } from '../verdict.ts'
import { toQuickRule, type QuickRule } from './rule.ts'
import { AskCedar, RuleBroken, toEntity, toRecord, Uid, uidOf, type Asked } from './values.ts'

/** A rule, and the same as Cedar has read it. */
export interface ReadRule {
  rule: NamedRule
  json: PolicyJson
}

export type Context = Record<string, CedarValueJson>

/** Undefined: only Cedar can tell. Never throws. */
export type QuickJudge = (question: Question, context: Context) => Verdict | undefined

interface Ready {
  rule: NamedRule
  /** Null: it is left to Cedar. */
  isAbout: QuickRule | null
}

/** Decides as Cedar would, in microseconds: `forbid` wins, what nothing permits is denied, and a rule that breaks is a no. */
export function createQuickJudge(rules: readonly ReadRule[]): QuickJudge {
  // Where several decide, or break, the first of them is named.
  const sorted = rules.toSorted((a, b) => (a.rule.id < b.rule.id ? -1 : 1))
  const ready = sorted.map(({ rule, json }) => ({
    about: actionsOf(json),
    one: { rule, isAbout: toQuickRule(json) },
  }))
  const byAction = new Map<string, readonly Ready[]>()
  const listFor = (action: string) => {
    let list = byAction.get(action)
    if (!list) {
      list = ready
        .filter(({ about }) => about === null || about.includes(action))
        .map(({ one }) => one)
      byAction.set(action, list)
    }
    return list
  }
  return (question, context) => {
    try {
      return judge(listFor(question.action), toAsked(question, context))
    } catch (error) {
      if (error instanceof AskCedar || error instanceof RangeError) return undefined
      throw error
    }
  }
}

function toAsked({ principal, action, resource }: Question, context: Context): Asked {
  return {
    principal: toEntity(principal),
    action: new Uid('Action', action),
    resource: toEntity(resource),
    context: toRecord(context),
  }
}

/** All of them are asked: what breaks has to be known, whatever the others say. */
function judge(rules: readonly Ready[], asked: Asked): Verdict | undefined {
  let permit: NamedRule | undefined
  let forbid: NamedRule | undefined
  let broken: NamedRule | undefined
  for (const { rule, isAbout } of rules) {
    if (!isAbout) return undefined
    try {
      if (!isAbout(asked)) continue
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error
      broken ??= rule
      continue
    }
    if (rule.effect === 'permit') permit ??= rule
    else forbid ??= rule
  }
  if (broken) return { isAllowed: false, rule: broken, isBroken: true }
  if (forbid) return { isAllowed: false, rule: forbid }
  return permit ? { isAllowed: true, rule: permit } : { isAllowed: false }
}

/** What a rule may be about; null: everything. */
export function actionsOf({ action }: PolicyJson): readonly string[] | null {
  if (action.op === 'All' || 'slot' in action) return null
  const listed = 'entities' in action ? action.entities : [action.entity]
  return listed.map((uid) => uidOf(uid).id)
}
