import type { DocumentBlock } from '#wire/documents.ts'
import type { RegisterFacts, UseCaseFacts } from '../facts.ts'
import { FORM_FIELDS } from '../form-fields.ts'
import { fill, type Speech } from '../texts/texts.ts'
import { keptTable, measuresOf, periodOf, recipientsTable } from './article-30.ts'
import { facts, group, heading, list, live, note, spoken, table } from './blocks.ts'

/**
 * GDPR, Article 35, in the structure of the CNIL's method (context, principles, risks, validation) with the nine criteria of the
 * EDPB's guidelines WP 248: two of them, as a rule, mean that an assessment is needed.
 */
export function writeDpia(
  useCase: UseCaseFacts,
  all: RegisterFacts,
  speech: Speech,
): DocumentBlock[] {
  const { texts } = speech
  const { headings } = texts
  const about = { answers: useCase.description, speech }
  const answers = { answers: useCase.dpia, speech }
  return [
    note(texts.notes.draft),
    heading(headings.need),
    group('dpia', 'criteria', answers),
    facts([live(headings.need, needOf(useCase, speech))]),
    heading(headings.context),
    group('organisation', 'controller', { answers: all.said, speech }),
    group('use-case', 'what', about),
    group('use-case', 'people', about),
    heading(headings.recipients, 3),
    note(fill(texts.notes.live, { period: periodOf(all, speech) })),
    ...recipientsTable(all, speech),
    keptTable(all, speech),
    heading(headings.principles),
    group('use-case', 'lawful', about),
    group('dpia', 'principles', answers),
    group('use-case', 'human', about),
    heading(headings.measures),
    list(measuresOf(all, speech)),
    heading(headings.risks),
    riskTable(useCase, speech),
    ...RISKS.flatMap((name) => [heading(texts.groups[name], 3), group('dpia', name, answers)]),
    heading(headings.validation),
    group('dpia', 'opinions', answers),
    note(texts.notes.noAdvice),
  ]
}

const RISKS = ['access', 'change', 'loss'] as const

function needOf({ dpia }: UseCaseFacts, { texts, number }: Speech): string {
  const criteria = FORM_FIELDS.dpia['criteria'] ?? []
  const met = criteria.filter(({ id }) => dpia[id] === 'yes').length
  const isNeeded = met >= 2 ? texts.words.yes : texts.words.no
  return `${isNeeded} (${number(met)}/${number(criteria.length)})`
}

function riskTable({ dpia }: UseCaseFacts, speech: Speech): DocumentBlock {
  const { columns, groups, headings, words } = speech.texts
  const answers = { answers: dpia, speech }
  const rows = RISKS.map((name) => [
    groups[name],
    spoken('dpia', `${name}Severity`, answers) ?? words.noRecord,
    spoken('dpia', `${name}Likelihood`, answers) ?? words.noRecord,
  ])
  return table(headings.risks, [columns.risk, columns.severity, columns.likelihood], rows)
}
