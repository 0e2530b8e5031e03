import type { DocumentBlock } from '#wire/documents.ts'
import type { RegisterFacts, UseCaseFacts } from '../facts.ts'
import type { Speech } from '../texts/texts.ts'
import { describe, modelsOf, suppliersOf } from './algorithm-nl.ts'
import { measuresOf, usedOf } from './article-30.ts'
import { facts, heading, note, said } from './blocks.ts'
import { placeOf } from './deployment-words.ts'

type Section = 'tier1' | 'tier2a' | 'tier2b' | 'tier2c' | 'tier2d' | 'tier2e'

/** One entry of the standard: its number and English name, which a British reader looks for. */
export interface BritishEntry {
  number: string
  name: string
  value: string | undefined
}

export type BritishRecord = Record<Section, BritishEntry[]>

/**
 * The Algorithmic Transparency Recording Standard of the United Kingdom, with the field numbers of its template. Its words are
 * English in every language; what people wrote stays as they wrote it.
 */
export function toBritishRecord(
  one: UseCaseFacts,
  all: RegisterFacts,
  speech: Speech,
): BritishRecord {
  const { description, algorithm, dpia } = one
  const entry = (number: string, name: string, value: string | undefined): BritishEntry => ({
    number,
    name,
    value: describe(value),
  })
  return {
    tier1: [
      entry('1.1', 'Name', one.name),
      entry('1.2', 'Description', description['description']),
      entry('1.3', 'Website URL', algorithm['website'] ?? all.said['website']),
      entry('1.4', 'Contact email', algorithm['contact'] ?? all.said['publicEmail']),
    ],
    tier2a: [
      entry('2.1.1', 'Organisation or department', all.organisation),
      entry('2.1.2', 'Team', description['owner'] ?? all.said['department']),
      entry('2.1.3', 'Senior responsible owner', algorithm['senior']),
      entry('2.1.4', 'Third party involvement', suppliersOf(all) === undefined ? 'No' : 'Yes'),
      entry('2.1.4.1', 'Third party', suppliersOf(all)),
      entry('2.1.4.2', 'Companies House number', algorithm['supplierNumber']),
      entry('2.1.4.3', 'Third party role', algorithm['supplierRole']),
      entry('2.1.4.4', 'Procurement procedure type', algorithm['procurement']),
      entry('2.1.4.5', 'Third party data access terms', algorithm['supplierAccess']),
    ],
    tier2b: [
      entry('2.2.1', 'Detailed description', description['description']),
      entry('2.2.2', 'Scope', one.purpose),
      entry('2.2.3', 'Benefit', description['benefit']),
      entry('2.2.5', 'Alternatives considered', algorithm['alternatives']),
    ],
    tier2c: [
      entry('2.3.1', 'Process integration', description['necessity']),
      entry('2.3.3', 'Frequency and scale of usage', scaleOf(all)),
      entry('2.3.4', 'Human decisions and review', description['human']),
      entry('2.3.5', 'Required training', algorithm['training']),
      entry('2.3.6', 'Appeals and review', algorithm['review'] ?? description['complaints']),
    ],
    tier2d: [
      entry('2.4.1.1', 'System architecture', ARCHITECTURE),
      entry('2.4.1.2', 'Phase', PHASES[description['phase'] ?? '']),
      entry('2.4.2.1', 'Model name', modelsOf(all)),
      entry('2.4.2.7', 'Model performance', algorithm['performance']),
      entry('2.4.3.1', 'Source data name', description['sources']),
      entry('2.4.3.3', 'Data description', description['dataKinds']),
      entry('2.4.3.5', 'Sensitive attributes', description['specialData'] ?? 'None declared'),
      entry('2.4.3.10', 'Data sharing agreements', agreementsOf(all)),
      entry('2.4.3.11', 'Data access and storage', storageOf(all, speech)),
    ],
    tier2e: [
      entry('2.5.1', 'Impact assessment', dpia['conclusion']),
      entry('2.5.2', 'Risks and mitigations', description['risks']),
    ],
  }
}

const ARCHITECTURE =
  'Large language models called through Galerne (open source), which decides where a call may be computed, records each call and labels each answer.'
const PHASES: Readonly<Record<string, string>> = {
  planned: 'Pre-deployment',
  used: 'Production',
  ended: 'Retired',
}

export function writeBritishRecord(
  one: UseCaseFacts,
  all: RegisterFacts,
  speech: Speech,
): DocumentBlock[] {
  const { texts } = speech
  const record = toBritishRecord(one, all, speech)
  const sections: Section[] = ['tier1', 'tier2a', 'tier2b', 'tier2c', 'tier2d', 'tier2e']
  return [
    note(texts.notes.draft),
    ...sections.flatMap((name) => [
      heading(texts.headings[name]),
      facts(
        record[name].map(({ number, name: label, value }) =>
          said(`${number} ${label}`, value, speech),
        ),
      ),
    ]),
  ]
}

function scaleOf({ calls }: RegisterFacts): string {
  return `${calls.toLocaleString('en')} model calls by the whole organisation in the last 30 days`
}

function storageOf(all: RegisterFacts, speech: Speech): string {
  const places = new Set(usedOf(all).map(({ tags }) => placeOf(tags, speech)))
  return [`Computed at: ${[...places].join('; ')}`, ...measuresOf(all, speech)].join('\n')
}

function agreementsOf(all: RegisterFacts): string | undefined {
  return describe(
    usedOf(all).flatMap(({ name, said: answers }) => {
      const contract = describe(answers['contract'])
      return contract === undefined ? [] : [`${name}: ${contract}`]
    }),
  )
}
