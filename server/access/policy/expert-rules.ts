import { breaksEngine, cedar, forgetEngine, toProblem, type PolicyProblem } from './cedar.ts'
import type { NamedRule } from './named-rule.ts'
import { actionsOf } from './quick/quick-rules.ts'
import { SCHEMA } from './schema.ts'
import { sightOf, type Sight } from './sight.ts'

/** A rule that somebody wrote in Cedar. */
export interface ExpertRule extends NamedRule {
  /** What it is about; null: everything. */
  actions: readonly string[] | null
  sight: Sight
}

/** Rules that do not parse, or speak of what there is not. */
export class PolicyRefused extends Error {
  readonly problems: readonly PolicyProblem[]

  constructor(problems: readonly PolicyProblem[]) {
    super(problems.map(({ line, message }) => `Line ${line}: ${message}`).join(' '))
    this.name = 'PolicyRefused'
    this.problems = problems
  }
}

/** Ids that are ours. */
const RESERVED = /^(?:galerne|residency|expert)\./

/** Reads rules and checks them against the schema. Throws PolicyRefused. */
export function readExpertRules(text: string, isChecked = false): ExpertRule[] {
  if (!isChecked) refuse(findProblems(text))
  const parts = reading((engine) => engine.policySetTextToParts(text))
  if (parts.type === 'failure')
    throw new PolicyRefused(parts.errors.map((one) => toProblem(one, text)))
  const rules = parts.policies.map((one, index) => toRule(one, index + 1))
  refuse(rules.flatMap((rule, index) => findNameProblems(rule, { rules, index, text })))
  return rules
}

/** What does no harm, but surely is not what was meant. */
export function findDoubts(text: string, permitsDeployments: boolean): PolicyProblem[] {
  if (text.trim() === '') return []
  const answer = validate(text)
  if (answer.type === 'failure') return []
  const warnings = answer.validationWarnings.map(({ error }) => toProblem(error, text))
  const idle = readExpertRules(text).filter(
    ({ effect, actions }) =>
      effect === 'permit' && (permitsDeployments || !actions?.includes('deployment.use')),
  )
  return [
    ...warnings,
    ...idle.map((rule) =>
      at(
        text,
        rule.text,
        `“${rule.name}” changes nothing: what roles, keys and the rules above allow is permitted already, and no rule can allow more.`,
      ),
    ),
  ]
}

function validate(text: string) {
  const wish = { schema: SCHEMA, policies: { staticPolicies: text } }
  return reading((engine) => engine.validate(wish))
}

/** By an engine of its own, which is thrown away where a text breaks it. */
function reading<T>(work: (engine: ReturnType<typeof cedar>) => T): T {
  try {
    return work(cedar('reading'))
  } catch (error) {
    if (!breaksEngine(error)) throw error
    forgetEngine('reading')
    const message = 'These rules are nested too deeply, or one of them is too long, to be read.'
    const help = 'Make several rules of one.'
    throw new PolicyRefused([{ line: 1, column: 1, message, help }])
  }
}

function findProblems(text: string): PolicyProblem[] {
  const answer = validate(text)
  if (answer.type === 'failure') return answer.errors.map((error) => toProblem(error, text))
  return answer.validationErrors.map(({ error }) => toProblem(error, text))
}

function refuse(problems: readonly PolicyProblem[]): void {
  if (problems.length > 0) throw new PolicyRefused(problems)
}

function toRule(text: string, number: number): ExpertRule {
  const read = reading((engine) => engine.policyToJson(text))
  if (read.type === 'failure')
    throw new PolicyRefused(read.errors.map((one) => toProblem(one, text)))
  const { json } = read
  const { id = `expert.${number}`, name = id, reason, ask } = json.annotations ?? {}
  return {
    id,
    name,
    reason: reason ?? null,
    askWhom: ask ?? null,
    effect: json.effect,
    text,
    json,
    actions: actionsOf(json),
    sight: sightOf(json),
  }
}

function findNameProblems(
  rule: ExpertRule,
  { rules, index, text }: { rules: readonly ExpertRule[]; index: number; text: string },
): PolicyProblem[] {
  const isAgain = rules.findIndex(({ id }) => id === rule.id) < index
  const isTaken = RESERVED.test(rule.id) && rule.id !== `expert.${index + 1}`
  if (isAgain) return [at(text, rule.text, `Two rules have the @id “${rule.id}”.`)]
  return isTaken
    ? [at(text, rule.text, `The @id “${rule.id}” begins as our own do: choose another.`)]
    : []
}

function at(text: string, part: string, message: string): PolicyProblem {
  const offset = Math.max(0, text.indexOf(part))
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, message, help: null }
}
