import type { FormAnswers, RiskLevel, RiskResult } from '#wire/registers.ts'

/** What the AI Act says where a question is answered with yes. */
export interface RiskQuestion {
  id: string
  leadsTo: Extract<RiskLevel, 'prohibited' | 'high' | 'transparency'> | 'exception' | 'profiling'
  article: string
}

/** Regulation (EU) 2024/1689: what is forbidden, what is high risk, what must be said openly. In the order in which it is asked. */
export const RISK_QUESTIONS = [
  { id: 'manipulates', leadsTo: 'prohibited', article: 'Art. 5(1)(a)' },
  { id: 'exploitsWeakness', leadsTo: 'prohibited', article: 'Art. 5(1)(b)' },
  { id: 'socialScore', leadsTo: 'prohibited', article: 'Art. 5(1)(c)' },
  { id: 'predictsCrime', leadsTo: 'prohibited', article: 'Art. 5(1)(d)' },
  { id: 'scrapesFaces', leadsTo: 'prohibited', article: 'Art. 5(1)(e)' },
  { id: 'readsEmotions', leadsTo: 'prohibited', article: 'Art. 5(1)(f)' },
  { id: 'sortsByBody', leadsTo: 'prohibited', article: 'Art. 5(1)(g)' },
  { id: 'watchesPublic', leadsTo: 'prohibited', article: 'Art. 5(1)(h)' },
  { id: 'safetyPart', leadsTo: 'high', article: 'Art. 6(1), Annex I' },
  { id: 'biometrics', leadsTo: 'high', article: 'Annex III(1)' },
  { id: 'infrastructure', leadsTo: 'high', article: 'Annex III(2)' },
  { id: 'education', leadsTo: 'high', article: 'Annex III(3)' },
  { id: 'employment', leadsTo: 'high', article: 'Annex III(4)' },
  { id: 'benefits', leadsTo: 'high', article: 'Annex III(5)' },
  { id: 'lawEnforcement', leadsTo: 'high', article: 'Annex III(6)' },
  { id: 'migration', leadsTo: 'high', article: 'Annex III(7)' },
  { id: 'justice', leadsTo: 'high', article: 'Annex III(8)' },
  { id: 'preparatory', leadsTo: 'exception', article: 'Art. 6(3)' },
  { id: 'profiles', leadsTo: 'profiling', article: 'Art. 6(3), last subparagraph' },
  { id: 'talksToPeople', leadsTo: 'transparency', article: 'Art. 50(1)' },
  { id: 'makesContent', leadsTo: 'transparency', article: 'Art. 50(2)' },
  { id: 'publicInterest', leadsTo: 'transparency', article: 'Art. 50(4)' },
] as const satisfies readonly RiskQuestion[]

export type RiskQuestionId = (typeof RISK_QUESTIONS)[number]['id']

/**
 * The strictest level that an answer leads to. An exception that is claimed (Article 6(3)) is noted and changes nothing: what is
 * in Annex III waits for a person's approval all the same. Unanswered questions that might forbid leave it unknown.
 */
export function assessRisk(answers: FormAnswers): RiskResult {
  const questions: readonly RiskQuestion[] = RISK_QUESTIONS
  const yes = questions.filter(({ id }) => answers[id] === 'yes')
  const open = questions.filter(({ id }) => !['yes', 'no'].includes(answers[id] ?? ''))
  const leads = (level: RiskQuestion['leadsTo']) => yes.filter((one) => one.leadsTo === level)
  const level = levelOf((wanted) => leads(wanted).length > 0, open)
  const isException = leads('exception').length > 0 && leads('profiling').length === 0
  const counted =
    level === 'high' ? [...leads('high'), ...leads('profiling')] : leadsOf(level, leads)
  return {
    level,
    reasons: counted.map(({ id, article }) => ({ question: id, article })),
    open: open.length,
    claimsException: level === 'high' && isException,
  }
}

function levelOf(
  has: (level: RiskQuestion['leadsTo']) => boolean,
  open: readonly RiskQuestion[],
): RiskLevel {
  if (has('prohibited')) return 'prohibited'
  if (has('high')) return 'high'
  if (open.some(({ leadsTo }) => leadsTo === 'prohibited' || leadsTo === 'high')) return 'unknown'
  return has('transparency') ? 'transparency' : 'minimal'
}

function leadsOf(
  level: RiskLevel,
  leads: (level: RiskQuestion['leadsTo']) => RiskQuestion[],
): RiskQuestion[] {
  return level === 'prohibited' || level === 'transparency' ? leads(level) : []
}
