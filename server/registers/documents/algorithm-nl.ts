import type { DocumentBlock } from '#wire/documents.ts'
import type { RiskLevel } from '#wire/registers.ts'
import type { RegisterFacts, UseCaseFacts } from '../facts.ts'
import type { Speech } from '../texts/texts.ts'
import { usedOf } from './article-30.ts'
import { facts, heading, note, said } from './blocks.ts'

/** A record as the delivery API of the Dutch Algoritmeregister takes it, publication standard 1.0. Undefined: nobody has said so. */
export interface DutchEntry {
  name: string
  organization: string
  description_short?: string | undefined
  category: string[]
  status: 'In ontwikkeling' | 'In gebruik' | 'Buiten gebruik'
  begin_date?: string | undefined
  end_date?: string | undefined
  contact_email?: string | undefined
  website?: string | undefined
  publication_category: 'Hoog-risico AI-systeem' | 'Impactvolle algoritmes' | 'Overige algoritmes'
  goal?: string | undefined
  proportionality?: string | undefined
  human_intervention?: string | undefined
  risks?: string | undefined
  lawful_basis?: string | undefined
  lawful_basis_grouping: { title: string; link?: string }[]
  process_index_url?: string | undefined
  impacttoetsen_grouping: { title: string; link?: string }[]
  source_data?: string | undefined
  methods_and_models: string
  provider?: string | undefined
  publiccode?: string | undefined
  lang: 'NLD'
  standard_version: '1.0'
  source_id: string
  tags: string
}

const STATUS = { planned: 'In ontwikkeling', used: 'In gebruik', ended: 'Buiten gebruik' } as const

/** Field names and fixed words are the standard's; what people wrote stays in their language, for them to translate. */
export function toDutchEntry(one: UseCaseFacts, all: RegisterFacts): DutchEntry {
  const { description, algorithm } = one
  const law = describe(description['basisDetails'])
  return {
    name: one.name,
    organization: all.organisation,
    description_short: describe(description['description']),
    category: algorithm['theme'] ? [algorithm['theme']] : [],
    status: STATUS[phaseOf(description['phase'])],
    begin_date: describe(algorithm['begin']),
    end_date: describe(algorithm['end']),
    contact_email: describe(algorithm['contact'] ?? all.said['publicEmail']),
    website: describe(algorithm['website'] ?? all.said['website']),
    publication_category: categoryOf(one.risk.level),
    goal: describe(description['benefit']),
    proportionality: describe([description['necessity'], algorithm['alternatives']]),
    human_intervention: describe(description['human']),
    risks: describe(description['risks']),
    lawful_basis: law,
    lawful_basis_grouping: linked(law, algorithm['lawLink']),
    process_index_url: describe(algorithm['recordLink']),
    impacttoetsen_grouping: linked(
      one.dpia['conclusion'] ? 'Data Protection Impact Assessment (DPIA)' : undefined,
      algorithm['assessmentLink'],
    ),
    source_data: describe([description['dataKinds'], description['sources']]),
    methods_and_models: modelsOf(all),
    provider: suppliersOf(all),
    publiccode: describe(algorithm['codeLink']),
    lang: 'NLD',
    standard_version: '1.0',
    source_id: one.id,
    tags: `generatieve AI, ${one.purpose}`,
  }
}

export function writeDutchEntry(
  one: UseCaseFacts,
  all: RegisterFacts,
  speech: Speech,
): DocumentBlock[] {
  const { texts } = speech
  const { headings } = texts
  const entry = toDutchEntry(one, all)
  const row = (name: keyof typeof texts.nl) => said(texts.nl[name], wordsOf(entry[name]), speech)
  return [
    note(texts.notes.draft),
    heading(headings.general),
    facts([
      row('name'),
      row('organization'),
      row('description_short'),
      row('category'),
      row('status'),
      row('begin_date'),
      row('publication_category'),
      row('contact_email'),
    ]),
    heading(headings.responsibleUse),
    facts([
      row('goal'),
      row('proportionality'),
      row('human_intervention'),
      row('risks'),
      row('lawful_basis'),
    ]),
    heading(headings.operation),
    facts([row('source_data'), row('methods_and_models'), row('provider')]),
    heading(texts.groups.links),
    facts(
      (['website', 'process_index_url', 'publiccode', 'end_date'] as const)
        .filter((name) => entry[name] !== undefined)
        .map(row),
    ),
  ].filter((block) => block.type !== 'facts' || block.rows.length > 0)
}

function wordsOf(value: DutchEntry[keyof DutchEntry]): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  return value.map((one) => (typeof one === 'string' ? one : one.title)).join(', ')
}

function categoryOf(level: RiskLevel): DutchEntry['publication_category'] {
  if (level === 'high' || level === 'prohibited') return 'Hoog-risico AI-systeem'
  return level === 'transparency' ? 'Impactvolle algoritmes' : 'Overige algoritmes'
}

function phaseOf(phase: string | undefined): keyof typeof STATUS {
  return phase === 'used' || phase === 'ended' ? phase : 'planned'
}

function linked(title: string | undefined, link: string | undefined) {
  if (title === undefined) return []
  return [{ title, ...(describe(link) !== undefined && { link: link ?? '' }) }]
}

/** What was said, in one; undefined: nothing was. */
export function describe(
  given: string | undefined | readonly (string | undefined)[],
): string | undefined {
  const parts = (Array.isArray(given) ? given : [given]).map((part) => String(part ?? '').trim())
  const text = parts.filter((part) => part !== '').join('\n')
  return text === '' ? undefined : text
}

export function modelsOf(all: RegisterFacts): string {
  return usedOf(all)
    .map(({ modelId }) => modelId)
    .filter((name, at, names) => names.indexOf(name) === at)
    .join(', ')
}

export function suppliersOf(all: RegisterFacts): string | undefined {
  const names = usedOf(all).flatMap(({ tags }) => tags?.operator ?? [])
  return describe([...new Set(names)].join(', '))
}
