import type { DocumentBlock } from '#wire/documents.ts'
import type { RiskLevel } from '#wire/registers.ts'
import type { UseCaseFacts } from '../facts.ts'
import { RISK_QUESTIONS } from '../risk.ts'
import type { Speech } from '../texts/texts.ts'
import { facts, heading, labelOf, list, live, note, said, spoken, table } from './blocks.ts'

/** The AI Act's questions, what was answered, and what follows. */
export function writeRisk(useCase: UseCaseFacts, speech: Speech): DocumentBlock[] {
  const { texts } = speech
  const { columns, headings } = texts
  const answers = { answers: useCase.answers, speech }
  const rows = RISK_QUESTIONS.map(({ id, article }) => [
    labelOf(id, speech),
    spoken('risk', id, answers) ?? texts.words.noRecord,
    article,
  ])
  return [
    note(texts.notes.noAdvice),
    ...riskBlocks(useCase, speech),
    heading(headings.answers),
    table(headings.answers, [columns.question, columns.answer, columns.law], rows),
    facts(
      RISK_QUESTIONS.filter(({ id }) => useCase.answers[id] === undefined).map(({ id }) =>
        said(labelOf(id, speech), undefined, speech),
      ),
    ),
  ].filter((block) => block.type !== 'facts' || block.rows.length > 0)
}

/** The result alone. */
export function riskBlocks({ risk }: UseCaseFacts, speech: Speech): DocumentBlock[] {
  const { texts } = speech
  const { columns, headings, levels } = texts
  const reasons = risk.reasons.map(({ question, article }) => [labelOf(question, speech), article])
  return [
    facts([live(columns.risk, levels[risk.level])]),
    ...(reasons.length === 0
      ? []
      : [table(headings.result, [columns.question, columns.law], reasons)]),
    list(dutiesOf(risk.level, speech)),
    ...(risk.claimsException ? [note(texts.duties.exception)] : []),
  ]
}

function dutiesOf(level: RiskLevel, { texts }: Speech): readonly string[] {
  const duties = texts.duties[level]
  return typeof duties === 'string' ? [duties] : duties
}
