import type { DocumentBlock } from '#wire/documents.ts'
import type { RegisterFacts, UseCaseFacts } from '../facts.ts'
import { fill, type Speech } from '../texts/texts.ts'
import { periodOf, usedOf } from './article-30.ts'
import { facts, group, heading, list, live, note, table } from './blocks.ts'
import { operatorOf, placeOf, shareOf } from './deployment-words.ts'
import { riskBlocks } from './risk.ts'

/** Which AI is used, what for, and how risky that is. */
export function writeAiSystems(all: RegisterFacts, speech: Speech): DocumentBlock[] {
  const { texts } = speech
  const { columns, headings } = texts
  const systems = usedOf(all).map((one) => [
    one.modelId,
    operatorOf(one, speech),
    placeOf(one.tags, speech),
    shareOf(one, all.calls, speech),
  ])
  return [
    note(fill(texts.notes.live, { period: periodOf(all, speech) })),
    heading(headings.models),
    table(
      headings.models,
      [columns.model, columns.operator, columns.place, columns.share],
      systems,
    ),
    heading(headings.useCases),
    useCaseTable(all, speech),
    ...all.useCases.flatMap((one) => useCase(one, speech)),
    note(texts.notes.noAdvice),
  ]
}

function useCaseTable({ useCases }: RegisterFacts, speech: Speech): DocumentBlock {
  const { columns, headings, levels, statuses, words } = speech.texts
  const rows = useCases.map((one) => [
    one.name,
    one.purpose,
    levels[one.risk.level],
    statuses[one.status],
    one.decidedAt === null ? words.none : `${speech.date(one.decidedAt)}, ${one.decidedBy ?? ''}`,
  ])
  const names = [columns.useCase, columns.purpose, columns.risk, columns.status, columns.decided]
  return table(headings.useCases, names, rows)
}

function useCase(one: UseCaseFacts, speech: Speech): DocumentBlock[] {
  const { texts } = speech
  const about = { answers: one.description, speech }
  const { columns, words } = texts
  return [
    heading(one.name, 3),
    facts([
      live(columns.purpose, one.purpose),
      live(columns.status, texts.statuses[one.status]),
      live(columns.decided, one.decidedAt === null ? words.none : speech.date(one.decidedAt)),
    ]),
    group('use-case', 'what', about),
    group('use-case', 'human', about),
    ...riskBlocks(one, speech),
  ]
}

/** In plain words, for those who work with it. */
export function writeStaffNotice(all: RegisterFacts, speech: Speech): DocumentBlock[] {
  const { texts } = speech
  const { columns, headings, staff } = texts
  const used = usedOf(all)
  const isOwn = used.length > 0 && used.every(({ tags }) => tags?.isOwnHardware)
  const places = used.map((one) => [
    one.modelId,
    operatorOf(one, speech),
    placeOf(one.tags, speech),
    trainsOn(one.tags?.trainsOnData, speech),
  ])
  const about = { answers: all.said, speech }
  return [
    { type: 'paragraph', text: staff.intro },
    heading(headings.yourWords),
    { type: 'paragraph', text: isOwn ? staff.ownOnly : staff.where },
    ...(isOwn
      ? []
      : [
          table(
            headings.yourWords,
            [columns.model, columns.operator, columns.place, columns.training],
            places,
          ),
          note(staff.training),
        ]),
    heading(headings.kept),
    keptFor(all, speech),
    { type: 'paragraph', text: staff.rights },
    heading(headings.yourDuties),
    list(staff.duties),
    { type: 'paragraph', text: staff.literacy },
    heading(headings.ask),
    group('organisation', 'staff', about),
  ]
}

function trainsOn(trains: boolean | null | undefined, { texts }: Speech): string {
  if (trains === null || trains === undefined) return texts.words.notDeclared
  return trains ? texts.words.yes : texts.words.no
}

function keptFor({ settings }: RegisterFacts, speech: Speech): DocumentBlock {
  const { kept, words } = speech.texts
  const days = (count: number) => fill(words.days, { count: speech.number(count) })
  const { conversationDays, requestLogDays, bodiesDays } = settings
  return list([
    `${kept.conversations}: ${conversationDays === null ? words.untilDeleted : days(conversationDays)}`,
    `${kept.requestLog}: ${days(requestLogDays)}`,
    `${kept.bodies}: ${bodiesDays === null ? words.notKept : days(bodiesDays)}`,
  ])
}
