import type { FormName } from '#wire/registers.ts'
import { RISK_QUESTIONS } from './risk.ts'

/** What a form asks for; how it asks is in texts/. */
export interface FieldSpec {
  id: string
  kind: 'line' | 'text' | 'choice'
  /** Of a choice: which list of texts/ it chooses from. */
  options?: 'yesNo' | 'degree' | 'phase' | 'basis' | 'theme'
  /** A register is complete without it. */
  isOptional?: boolean
}

const line = (id: string): FieldSpec => ({ id, kind: 'line' })
const text = (id: string): FieldSpec => ({ id, kind: 'text' })
const choice = (id: string, options: NonNullable<FieldSpec['options']>): FieldSpec => ({
  id,
  kind: 'choice',
  options,
})
const optional = (field: FieldSpec): FieldSpec => ({ ...field, isOptional: true })

/** By form, by group. */
export const FORM_FIELDS: Record<FormName, Readonly<Record<string, readonly FieldSpec[]>>> = {
  organisation: {
    controller: [
      text('controller'),
      optional(text('jointControllers')),
      optional(text('representative')),
      text('dpo'),
    ],
    purposes: [text('purposes'), text('people'), text('dataKinds'), optional(text('specialData'))],
    keeping: [text('keeping'), optional(text('otherRecipients')), text('measures')],
    staff: [text('rules'), text('staffContact'), optional(text('consulted'))],
    public: [
      optional(line('publicEmail')),
      optional(line('website')),
      optional(line('department')),
    ],
  },
  deployment: {
    contract: [text('contract'), text('subprocessors')],
    transfer: [text('safeguards')],
    leaving: [text('exit'), optional(text('remarks'))],
  },
  'use-case': {
    what: [text('description'), text('owner'), text('benefit'), choice('phase', 'phase')],
    people: [text('people'), text('dataKinds'), text('sources'), optional(text('specialData'))],
    lawful: [choice('basis', 'basis'), text('basisDetails'), text('necessity'), text('keeping')],
    human: [text('human'), text('complaints'), text('risks')],
  },
  risk: { questions: RISK_QUESTIONS.map(({ id }) => choice(id, 'yesNo')) },
  dpia: {
    criteria: [
      'evaluates',
      'decides',
      'monitors',
      'sensitive',
      'largeScale',
      'matches',
      'vulnerable',
      'innovative',
      'prevents',
    ].map((id) => choice(id, 'yesNo')),
    principles: [text('proportionality'), text('accuracy'), text('rights')],
    access: [
      text('accessImpact'),
      choice('accessSeverity', 'degree'),
      choice('accessLikelihood', 'degree'),
    ],
    change: [
      text('changeImpact'),
      choice('changeSeverity', 'degree'),
      choice('changeLikelihood', 'degree'),
    ],
    loss: [
      text('lossImpact'),
      choice('lossSeverity', 'degree'),
      choice('lossLikelihood', 'degree'),
    ],
    opinions: [text('dpoOpinion'), text('peopleViews'), text('actionPlan'), text('conclusion')],
  },
  algorithm: {
    entry: [
      line('contact'),
      optional(line('website')),
      choice('theme', 'theme'),
      line('begin'),
      optional(line('end')),
    ],
    links: [
      optional(line('lawLink')),
      optional(line('recordLink')),
      optional(line('assessmentLink')),
      optional(line('codeLink')),
    ],
    procurement: [
      line('senior'),
      optional(text('supplierRole')),
      optional(line('supplierNumber')),
      optional(text('procurement')),
      optional(text('supplierAccess')),
    ],
    training: [
      text('alternatives'),
      text('review'),
      text('performance'),
      optional(text('training')),
    ],
  },
}

export function fieldsOf(form: FormName): FieldSpec[] {
  return Object.values(FORM_FIELDS[form]).flat()
}

/** How many entries that a register needs nobody has filled in. */
export function countMissing(form: FormName, answers: Readonly<Record<string, string>>): number {
  return fieldsOf(form).filter(({ id, isOptional }) => !isOptional && !(answers[id] ?? '').trim())
    .length
}
