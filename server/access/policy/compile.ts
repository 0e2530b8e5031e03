import { createHash } from 'node:crypto'
import { Classification } from '#wire/classification.ts'
import type { ClassRules, PolicyDocument } from '#wire/policy.ts'
import { LEVELS } from './default-document.ts'
import { readExpertRules, type ExpertRule } from './expert-rules.ts'
import type { NamedRule } from './named-rule.ts'
import { USE } from './schema.ts'
import { seeingNothing, type Sight } from './sight.ts'

/** The rules of an organisation, ready to be asked. Never changed: what changes is which of them decide. */
export interface CompiledPolicies {
  readonly document: PolicyDocument
  /** SHA-256 of the document, hex. */
  readonly hash: string
  readonly rules: ReadonlyMap<string, NamedRule>
  /** False: whatever they say, the answer is yes. So most questions never reach Cedar. */
  touches(action: string, level: number): boolean
  readonly sight: Sight
}

const ALL_LEVELS = 0b1111

/**
 * Throws PolicyRefused where the expert rules do not hold water. Fetches Cedar only where there are any.
 * @param isChecked They were held against the schema when they were published, which takes its time: a start need not.
 */
export function compilePolicies(document: PolicyDocument, isChecked = false): CompiledPolicies {
  const { expert } = document
  const experts = expert.trim() === '' ? [] : readExpertRules(expert, isChecked)
  const builtIn = listBuiltInRules(document)
  const rules = new Map([...builtIn, ...experts].map((rule) => [rule.id, rule]))
  const { levelsOf, always } = reachOf(document, experts)
  return {
    document,
    hash: hashOf(document),
    rules,
    touches: (action, level) => (((levelsOf.get(action) ?? 0) | always) & (1 << level)) !== 0,
    sight: experts.reduce((all, { sight }) => all.with(sight), seeingNothing()),
  }
}

export function hashOf(document: PolicyDocument): string {
  return createHash('sha256').update(JSON.stringify(document)).digest('hex')
}

/** Which questions any rule but the general permissions has a say in: a bit for each class. */
function reachOf(document: PolicyDocument, experts: readonly ExpertRule[]) {
  const levelsOf = new Map<string, number>()
  let always = 0
  const reach = (action: string, bits: number) =>
    levelsOf.set(action, (levelsOf.get(action) ?? 0) | bits)
  for (const name of Classification.options) {
    if (conditionOf(document.classes[name]) !== null) reach(USE, 1 << LEVELS[name])
  }
  if (!document.permitsDeployments) reach(USE, ALL_LEVELS)
  const { strongSignInFrom: from } = document
  if (from !== null) {
    for (const action of STRONG) reach(action, ALL_LEVELS & ~((1 << LEVELS[from]) - 1))
  }
  for (const { effect, actions } of experts) {
    if (effect === 'permit') continue
    if (actions === null) always = ALL_LEVELS
    else for (const action of actions) reach(action, ALL_LEVELS)
  }
  return { levelsOf, always }
}

/** What reads or says something of a conversation. */
const STRONG = [
  USE,
  'conversation.read',
  'conversation.write',
  'conversation.export',
  'run.start',
  'run.read',
]
export const STRONG_SIGN_IN = 'galerne.strong-sign-in'
/** Methods (RFC 8176) that are, or come with, something one has. */
const STRONG_METHODS = ['mfa', 'otp', 'hwk', 'swk', 'pop', 'sc', 'passkey']

function listBuiltInRules(document: PolicyDocument): NamedRule[] {
  const { permitsDeployments, strongSignInFrom: from } = document
  return [
    permit('galerne.rights', 'What roles and keys allow', {
      text: `permit (principal, action, resource) unless { action == Action::"${USE}" };`,
    }),
    ...(permitsDeployments
      ? [
          permit('galerne.deployments', 'Deployments may be used', {
            text: `permit (principal, action == Action::"${USE}", resource);`,
          }),
        ]
      : []),
    ...Classification.options.flatMap((name) => residencyRule(name, document.classes[name])),
    ...(from === null ? [] : [strongSignInRule(from)]),
  ]
}

function permit(id: string, name: string, { text }: { text: string }): NamedRule {
  return { id, name, reason: null, askWhom: null, effect: 'permit', text }
}

const PLACES: Record<ClassRules['residency'], string> = {
  'own-hardware': 'own hardware only',
  'eu-operator': 'own hardware and EU operators only',
  'eu-region': 'own hardware and regions in the EU only',
  anywhere: 'anywhere',
}

/** `residency.restricted`: what a class demands of deployments. */
function residencyRule(name: Classification, rules: ClassRules): NamedRule[] {
  const condition = conditionOf(rules)
  if (condition === null) return []
  const places = PLACES[rules.residency]
  return [
    {
      id: `residency.${name}`,
      name: rules.residency === 'anywhere' ? `What is ${name}` : `What is ${name}: ${places}`,
      reason: null,
      askWhom: null,
      effect: 'forbid',
      text: `forbid (principal, action == Action::"${USE}", resource)
when { context.classification == "${name}" }
unless {
  ${condition}
};`,
    },
  ]
}

/** Own hardware is where the organisation is, unless it was declared to be elsewhere. */
const OWN_WITHIN = '(resource.isOwnHardware && (resource.isInEu || !(resource has dataZone)))'
const WITHIN: Record<ClassRules['residency'], string | null> = {
  'own-hardware': 'resource.isOwnHardware',
  'eu-operator': `((resource.isInEu && resource.isUnderEuLaw) || ${OWN_WITHIN})`,
  'eu-region': `(resource.isInEu || ${OWN_WITHIN})`,
  anywhere: null,
}

/** What a deployment must be, in Cedar; null: nothing is demanded. */
function conditionOf(rules: ClassRules): string | null {
  const { residency, certifications, noTraining, maxRetentionDays } = rules
  const wanted = certifications.map((name) => JSON.stringify(name.toUpperCase())).join(', ')
  const parts = [
    WITHIN[residency],
    wanted === '' ? null : `resource.certifications.containsAll([${wanted}])`,
    noTraining ? '(resource has trainsOnData && !resource.trainsOnData)' : null,
    maxRetentionDays === null
      ? null
      : `(resource has retentionDays && resource.retentionDays <= ${maxRetentionDays})`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(' &&\n  ')
}

function strongSignInRule(from: Classification): NamedRule {
  const methods = STRONG_METHODS.map((one) => `"${one}"`).join(', ')
  const actions = STRONG.map((one) => `Action::"${one}"`).join(', ')
  return {
    id: STRONG_SIGN_IN,
    name: `What is ${from} or stricter needs a strong sign-in`,
    reason:
      'You signed in with one factor only. Sign out, and in again with a second factor or a passkey.',
    askWhom: null,
    effect: 'forbid',
    text: `forbid (principal is Person, action in [${actions}], resource)
when { context.level >= ${LEVELS[from]} }
unless { principal.methods.containsAny([${methods}]) };`,
  }
}
