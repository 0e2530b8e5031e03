import type { DocumentBlock } from '#wire/documents.ts'
import { isThirdCountry, type DeploymentFacts, type RegisterFacts } from '../facts.ts'
import { fill, type Speech } from '../texts/texts.ts'
import { periodOf, recipientsTable } from './article-30.ts'
import { facts, group, heading, live, note, table } from './blocks.ts'
import {
  certificatesOf,
  declared,
  keptAt,
  operatorOf,
  shareOf,
  trainsAt,
} from './deployment-words.ts'

/** What is known of each deployment that words go to: what is declared, what happened, and what the contract says. */
export function writeSuppliers(all: RegisterFacts, speech: Speech): DocumentBlock[] {
  const { texts } = speech
  return [
    note(fill(texts.notes.live, { period: periodOf(all, speech) })),
    heading(texts.headings.overview),
    ...recipientsTable(all, speech),
    heading(texts.headings.deployments),
    ...all.deployments.flatMap((one) => deployment(one, all, speech)),
    note(texts.notes.noAdvice),
  ]
}

function deployment(one: DeploymentFacts, all: RegisterFacts, speech: Speech): DocumentBlock[] {
  const { texts } = speech
  const { columns, headings, words } = texts
  const { tags } = one
  const about = { answers: one.said, speech }
  const certificates = certificatesOf(tags, speech, Date.parse(all.madeAt))
  return [
    heading(one.name, 3),
    facts([
      live(columns.operator, operatorOf(one, speech)),
      live(columns.jurisdiction, declared(tags?.jurisdiction, speech)),
      live(columns.region, declared(tags?.region, speech)),
      live(columns.dataZone, declared(tags?.dataZone, speech)),
      live(headings.transfers, isThirdCountry(tags) ? words.yes : words.no),
      live(columns.certificates, certificates),
      live(columns.retention, keptAt(tags, speech)),
      live(columns.training, trainsAt(tags, speech)),
      live(columns.share, shareOf(one, all.calls, speech)),
      live(columns.lastUsed, one.lastUsedAt === null ? words.notUsed : speech.date(one.lastUsedAt)),
      live(columns.failures, speech.number(one.failures)),
      live(columns.state, one.state ?? words.notDeclared),
    ]),
    ...(one.failureKinds.length === 0
      ? []
      : [
          table(
            `${headings.incidents}: ${one.name}`,
            [columns.reason, columns.failures, columns.lastDay],
            one.failureKinds.map(({ code, count, lastAt }) => [
              code,
              speech.number(count),
              speech.date(lastAt),
            ]),
          ),
        ]),
    // Own machines have no contract, no subprocessors, and nobody to leave.
    ...(tags?.isOwnHardware
      ? []
      : [
          group('deployment', 'contract', about),
          group('deployment', 'transfer', about),
          group('deployment', 'leaving', about),
        ]),
  ]
}
