import type { DocumentLang } from '#wire/document-languages.ts'
import type { DocumentBlock, TextDocument } from '#wire/documents.ts'
import type {
  RegisterName,
  RegisterOverview,
  RegisterPage,
  UseCaseDocument,
} from '#wire/registers.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { writeAiSystems, writeStaffNotice } from './documents/ai-systems.ts'
import { toDutchEntry, writeDutchEntry } from './documents/algorithm-nl.ts'
import { toBritishRecord, writeBritishRecord } from './documents/algorithm-uk.ts'
import { writeArticle30 } from './documents/article-30.ts'
import { countMissingIn } from './documents/blocks.ts'
import { writeDpia } from './documents/dpia.ts'
import { writeRisk } from './documents/risk.ts'
import { writeSuppliers } from './documents/suppliers.ts'
import type { RegisterFacts, UseCaseFacts } from './facts.ts'
import { fill, speechOf, type Speech } from './texts/texts.ts'

export type Registers = ReturnType<typeof createRegisters>

/** A document, and the data that it was written from. */
export interface Written extends RegisterPage {
  data: object
}

const REGISTERS: Record<RegisterName, (facts: RegisterFacts, speech: Speech) => DocumentBlock[]> = {
  'article-30': writeArticle30,
  'ai-systems': writeAiSystems,
  suppliers: writeSuppliers,
  'staff-notice': writeStaffNotice,
}

interface UseCaseWriter {
  write(useCase: UseCaseFacts, facts: RegisterFacts, speech: Speech): DocumentBlock[]
  data(useCase: UseCaseFacts, facts: RegisterFacts, speech: Speech): object
}

const USE_CASE_DOCUMENTS: Record<UseCaseDocument, UseCaseWriter> = {
  dpia: {
    write: writeDpia,
    data: (useCase, facts) => ({ useCase, deployments: facts.deployments }),
  },
  risk: { write: (useCase, _facts, speech) => writeRisk(useCase, speech), data: toRiskData },
  'algorithm-nl': { write: writeDutchEntry, data: toDutchEntry },
  'algorithm-uk': { write: writeBritishRecord, data: toBritishRecord },
}

/** Registers that write themselves: each time anew, from what is configured, what happened, and what people said. */
export function createRegisters(collect: (principal: Principal) => Promise<RegisterFacts>) {
  return {
    async overview(principal: Principal): Promise<RegisterOverview> {
      const facts = await collect(principal)
      const speech = speechOf('en')
      const names: RegisterName[] = ['article-30', 'ai-systems', 'suppliers', 'staff-notice']
      return {
        registers: names.map((name) => ({
          name,
          missing: countMissingIn(REGISTERS[name](facts, speech)),
        })),
        useCases: facts.useCases.length,
        unapprovedHighRisk: facts.useCases.filter(isUnapproved).length,
      }
    },

    async write(principal: Principal, name: RegisterName, lang: DocumentLang): Promise<Written> {
      const facts = await collect(principal)
      const speech = speechOf(lang)
      const blocks = REGISTERS[name](facts, speech)
      const title = speech.texts.titles[name]
      return {
        document: toDocument({ title, blocks, facts, lang }),
        missing: countMissingIn(blocks),
        forms: formsOf(name, facts, speech),
        data: dataOf(name, facts),
      }
    },

    /** Throws `not_found`. */
    async writeUseCase(
      principal: Principal,
      { id, name, lang: wanted }: { id: string; name: UseCaseDocument; lang: DocumentLang },
    ): Promise<Written> {
      const facts = await collect(principal)
      const useCase = facts.useCases.find((one) => one.id === id)
      if (!useCase) throw new AppError('not_found', 'There is no such use case.')
      // A British record has British readers.
      const lang = name === 'algorithm-uk' ? 'en' : wanted
      const speech = speechOf(lang)
      const writer = USE_CASE_DOCUMENTS[name]
      const blocks = writer.write(useCase, facts, speech)
      const title = fill(speech.texts.titles[name], { name: useCase.name })
      return {
        document: toDocument({ title, blocks, facts, lang }),
        missing: countMissingIn(blocks),
        forms: [],
        data: writer.data(useCase, facts, speech),
      }
    },
  }
}

function toRiskData(useCase: UseCaseFacts): object {
  const { id, purpose, name, risk, answers, status, decidedBy, decidedAt } = useCase
  return { id, purpose, name, risk, answers, status, decidedBy, decidedAt }
}

function dataOf(name: RegisterName, facts: RegisterFacts): object {
  const { organisation, said, madeAt, from, until, calls, deployments, useCases, settings } = facts
  const head = { register: name, organisation, madeAt, from, until, calls }
  if (name === 'suppliers') return { ...head, deployments }
  if (name === 'ai-systems') return { ...head, deployments, useCases }
  return { ...head, said, deployments, useCases, settings }
}

/** Where the missing words of a register can be said. */
function formsOf(name: RegisterName, facts: RegisterFacts, speech: Speech): RegisterPage['forms'] {
  const { forms } = speech.texts
  const ofOrganisation = { form: 'organisation', subject: '', title: forms.organisation } as const
  const ofDeployments = facts.deployments
    .filter(({ tags }) => !tags?.isOwnHardware)
    .map((one) => ({ form: 'deployment' as const, subject: one.name, title: one.name }))
  if (name === 'suppliers') return ofDeployments
  const used = ofDeployments.filter(({ subject }) =>
    facts.deployments.some((one) => one.name === subject && one.calls > 0),
  )
  if (name === 'article-30') return [ofOrganisation, ...used]
  return name === 'staff-notice' ? [ofOrganisation] : []
}

function isUnapproved({ risk, status }: UseCaseFacts): boolean {
  return risk.level === 'high' && status === 'draft'
}

function toDocument({
  title,
  blocks,
  facts,
  lang,
}: {
  title: string
  blocks: DocumentBlock[]
  facts: RegisterFacts
  lang: DocumentLang
}): TextDocument {
  return { title, lang, author: facts.organisation, madeAt: facts.madeAt, blocks }
}
