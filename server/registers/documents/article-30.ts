import type { DocumentBlock } from '#wire/documents.ts'
import { isThirdCountry, type RegisterFacts } from '../facts.ts'
import { fill, type Speech } from '../texts/texts.ts'
import { facts, group, heading, labelOf, list, live, note, said, table } from './blocks.ts'
import { declared, keptAt, operatorOf, placeOf, shareOf, trainsAt } from './deployment-words.ts'

/** GDPR, Article 30(1), in the order of its letters. */
export function writeArticle30(facts30: RegisterFacts, speech: Speech): DocumentBlock[] {
  const { texts } = speech
  const organisation = { answers: facts30.said, speech }
  return [
    note(fill(texts.notes.live, { period: periodOf(facts30, speech) })),
    heading(texts.headings.responsible),
    facts([live(texts.nl.organization, facts30.organisation)]),
    group('organisation', 'controller', organisation),
    heading(texts.headings.processing),
    group('organisation', 'purposes', organisation),
    ...useCases(facts30, speech),
    heading(texts.headings.recipients),
    ...recipientsTable(facts30, speech),
    ...transfers(facts30, speech),
    heading(texts.headings.retention),
    keptTable(facts30, speech),
    facts([said(labelOf('keeping', speech), facts30.said['keeping'], speech)]),
    heading(texts.headings.measures),
    list(measuresOf(facts30, speech)),
    facts([said(texts.headings.own, facts30.said['measures'], speech)]),
    note(texts.notes.noAdvice),
  ]
}

export function periodOf({ from, until }: RegisterFacts, speech: Speech): string {
  return fill(speech.texts.words.period, { from: speech.date(from), until: speech.date(until) })
}

function useCases({ useCases: all }: RegisterFacts, speech: Speech): DocumentBlock[] {
  const inUse = all.filter(({ status }) => status !== 'retired' && status !== 'refused')
  if (inUse.length === 0) return []
  const { texts } = speech
  return [
    heading(texts.headings.useCases),
    ...inUse.flatMap((one) => {
      const about = { answers: one.description, speech }
      return [
        heading(one.name, 3),
        facts([live(texts.columns.purpose, one.purpose)]),
        group('use-case', 'what', about),
        group('use-case', 'people', about),
        group('use-case', 'lawful', about),
      ]
    }),
  ]
}

/** Whoever was sent something; where nobody was, whoever might be. */
export function usedOf({ deployments, calls }: RegisterFacts): RegisterFacts['deployments'] {
  return calls === 0 ? deployments : deployments.filter((one) => one.calls > 0)
}

export function recipientsTable(facts30: RegisterFacts, speech: Speech): DocumentBlock[] {
  const { texts } = speech
  const { columns } = texts
  const rows = usedOf(facts30).map((one) => [
    one.name,
    operatorOf(one, speech),
    placeOf(one.tags, speech),
    keptAt(one.tags, speech),
    trainsAt(one.tags, speech),
    shareOf(one, facts30.calls, speech),
  ])
  const names = [
    columns.deployment,
    columns.operator,
    columns.place,
    columns.retention,
    columns.training,
    columns.share,
  ]
  return [
    ...(facts30.calls === 0 ? [note(texts.notes.noCalls)] : []),
    table(texts.headings.recipients, names, rows),
  ]
}

function transfers(facts30: RegisterFacts, speech: Speech): DocumentBlock[] {
  const { texts } = speech
  const { columns } = texts
  const abroad = usedOf(facts30).filter(({ tags }) => isThirdCountry(tags))
  const title = heading(texts.headings.transfers)
  if (abroad.length === 0) return [title, facts([live(texts.headings.transfers, texts.words.none)])]
  const rows = abroad.map(({ name, tags, said: answers }) => [
    name,
    declared(tags?.jurisdiction, speech),
    answers['safeguards']?.trim() || texts.words.noRecord,
  ])
  return [
    title,
    table(
      texts.headings.transfers,
      [columns.deployment, columns.jurisdiction, columns.safeguards],
      rows,
    ),
    facts(
      abroad.map(({ name, said: answers }) =>
        said(`${labelOf('safeguards', speech)}: ${name}`, answers['safeguards'], speech),
      ),
    ),
    note(texts.notes.thirdCountry),
  ]
}

/** What Galerne keeps, and how long, as it is set now. */
export function keptTable({ settings }: RegisterFacts, speech: Speech): DocumentBlock {
  const { kept, words, columns, headings } = speech.texts
  const days = (count: number) => fill(words.days, { count: speech.number(count) })
  const { conversationDays, requestLogDays, bodiesDays } = settings
  return table(
    headings.retention,
    [columns.what, columns.howLong],
    [
      [kept.conversations, conversationDays === null ? words.untilDeleted : days(conversationDays)],
      [kept.requestLog, days(requestLogDays)],
      [kept.bodies, bodiesDays === null ? words.notKept : days(bodiesDays)],
      [kept.ledger, words.untilDeleted],
      [kept.audit, words.untilDeleted],
      [kept.provenance, words.untilDeleted],
    ],
  )
}

export function measuresOf({ settings }: RegisterFacts, { texts }: Speech): string[] {
  const { measures } = texts
  return [
    measures.tenants,
    measures.secrets,
    measures.accounts,
    measures.residency,
    measures.audit,
    measures.noContent,
    settings.bodiesDays === null ? measures.bodiesOff : measures.bodiesOn,
    settings.isHttps ? measures.https : measures.httpsMissing,
    settings.isFourEyes ? measures.fourEyes : measures.approvals,
    measures.labels,
    measures.highRisk,
  ]
}
