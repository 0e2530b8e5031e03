import type { z } from 'zod'
import type {
  Concept,
  ConceptPage,
  ConceptQuery,
  CreateGlossary,
  Glossary,
  GlossaryImportReport,
  GlossaryImportQuery,
  SaveConcept,
  UpdateGlossary,
} from '#wire/glossary.ts'
import { MAX_CONCEPTS } from '#wire/glossary.ts'
import type { Principal } from '#server/access/principal.ts'
import { authorize } from '#server/access/authorize.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import { isId } from '#server/lib/ids.ts'
import {
  fold,
  type GlossaryChange,
  type GlossaryStore,
  type StoredConcept,
} from './glossary-store.ts'
import { keyOf, planImport } from './plan-import.ts'
import { readGlossaryFile } from './read-file.ts'
import { writeCsvGlossary, writeTbxGlossary } from './write-files.ts'

export interface GlossariesOptions {
  store: GlossaryStore
  createId: () => string
}

export type Glossaries = ReturnType<typeof createGlossaries>

const PAGE = 50
/** More than any administration has; each is read as a whole. */
const MAX_GLOSSARIES = 100

/** The glossaries of an organisation: read by those they are for, changed by those who may. */
export function createGlossaries({ store, createId }: GlossariesOptions) {
  const reading = createReading(store)
  const { find, findToChange, list } = reading

  return {
    async create(principal: Principal, wish: z.output<typeof CreateGlossary>): Promise<Glossary> {
      requireAllowed(principal, 'glossary.manage', { kind: 'glossary' })
      if ((await list(principal)).length >= MAX_GLOSSARIES) {
        throw new AppError(
          'conflict',
          `There are ${MAX_GLOSSARIES} glossaries already. Delete one first.`,
        )
      }
      const id = createId()
      await store.create(principal.tenantId, { id, ...wish })
      return find(principal, id)
    },

    async change(principal: Principal, id: string, change: UpdateGlossary): Promise<Glossary> {
      await findToChange(principal, id)
      await store.change(principal.tenantId, id, withoutAbsent(change))
      return find(principal, id)
    },

    async remove(principal: Principal, id: string): Promise<void> {
      await findToChange(principal, id)
      await store.remove(principal.tenantId, id)
    },

    ...reading,
    ...createConceptEditing({ store, createId, findToChange }),
    ...createImporting({ store, createId, findToChange }),
  }
}

interface Editing extends GlossariesOptions {
  findToChange: (principal: Principal, id: string) => Promise<Glossary>
}

/** Many at once, from files. */
function createImporting({ store, createId, findToChange }: Editing) {
  return {
    async import(
      principal: Principal,
      id: string,
      { mode, bytes }: z.output<typeof GlossaryImportQuery> & { bytes: Uint8Array },
    ): Promise<GlossaryImportReport> {
      await findToChange(principal, id)
      const { tenantId } = principal
      const present = await store.concepts(tenantId, id)
      const plan = planImport(readGlossaryFile(bytes), present, createId)
      if (mode === 'take' && plan.concepts.length > 0) {
        await store.takeImport(tenantId, { ...plan, glossaryId: id, id: createId() })
      }
      return plan.report
    },

    /** As it was before the last file was taken. */
    async undoImport(principal: Principal, id: string): Promise<Glossary> {
      await findToChange(principal, id)
      if (!(await store.undoImport(principal.tenantId, id))) {
        throw new AppError('not_found', 'No file was taken that could be taken back.')
      }
      return findToChange(principal, id)
    },
  }
}

/** One concept at a time, by hand. */
function createConceptEditing({ store, createId, findToChange }: Editing) {
  return {
    async addConcept(
      principal: Principal,
      id: string,
      wish: z.output<typeof SaveConcept>,
    ): Promise<Concept> {
      const { conceptCount } = await findToChange(principal, id)
      if (conceptCount >= MAX_CONCEPTS) {
        throw new AppError('conflict', 'This glossary is full. Begin another one.')
      }
      const key = keyOf(wish)
      const conceptId = createId()
      // Two concepts may well be called the same.
      const isTaken = await store.hasKey(principal.tenantId, id, key)
      const stored: StoredConcept = { id: conceptId, key: isTaken ? conceptId : key, ...wish }
      await store.saveConcept(principal.tenantId, id, stored)
      return toConcept(stored)
    },

    async changeConcept(
      principal: Principal,
      { id, conceptId }: { id: string; conceptId: string },
      wish: z.output<typeof SaveConcept>,
    ): Promise<Concept> {
      await findToChange(principal, id)
      const present = isId(conceptId)
        ? await store.findConcept(principal.tenantId, id, conceptId)
        : undefined
      if (!present) throw new AppError('not_found', 'There is no such entry in this glossary.')
      const changed = { ...present, ...wish }
      await store.saveConcept(principal.tenantId, id, changed)
      return toConcept(changed)
    },

    async removeConcept(principal: Principal, id: string, conceptId: string): Promise<void> {
      await findToChange(principal, id)
      const isGone =
        isId(conceptId) && (await store.removeConcept(principal.tenantId, id, conceptId))
      if (!isGone) throw new AppError('not_found', 'There is no such entry in this glossary.')
    },
  }
}

/** What those see whom a glossary is for. */
function createReading(store: GlossaryStore) {
  const list = async (principal: Principal): Promise<Glossary[]> => {
    requireAllowed(principal, 'conversation.read', { kind: 'glossary' })
    const all = await store.list(principal.tenantId)
    return all.filter(({ groupId }) => isFor(principal, groupId))
  }
  const find = async (principal: Principal, id: string): Promise<Glossary> => {
    const found = (await list(principal)).find((glossary) => glossary.id === id)
    if (found) return found
    throw new AppError('not_found', 'There is no such glossary.')
  }
  const findToChange = (principal: Principal, id: string): Promise<Glossary> => {
    requireAllowed(principal, 'glossary.manage', { kind: 'glossary', id })
    return find(principal, id)
  }

  return {
    list,
    find,
    findToChange,

    async subjects(principal: Principal, id: string) {
      await find(principal, id)
      return store.subjects(principal.tenantId, id)
    },

    async page(
      principal: Principal,
      id: string,
      { q = '', cursor }: z.output<typeof ConceptQuery>,
    ): Promise<ConceptPage> {
      await find(principal, id)
      const words = fold(q).split(' ').filter(Boolean)
      const asked = { words, after: cursor ?? null, limit: PAGE + 1 }
      const found = await store.page(principal.tenantId, id, asked)
      const concepts = found.slice(0, PAGE)
      const nextCursor = found.length > PAGE ? (concepts.at(-1)?.id ?? null) : null
      return { concepts: concepts.map(toConcept), nextCursor }
    },

    async write(principal: Principal, id: string, format: 'csv' | 'tbx') {
      const { name } = await find(principal, id)
      const concepts = await store.concepts(principal.tenantId, id)
      const text = format === 'csv' ? writeCsvGlossary(concepts) : writeTbxGlossary(name, concepts)
      return { name, text }
    },
  }
}

/** Everybody's, one's group's, or one that one looks after. */
function isFor(principal: Principal, groupId: string | null): boolean {
  if (groupId === null || principal.groups?.includes(groupId)) return true
  const { tenantId } = principal
  return authorize(principal, 'glossary.manage', { kind: 'glossary', tenantId }).isAllowed
}

function toConcept({ id, subject, definition, note, terms }: StoredConcept): Concept {
  return { id, subject, definition, note, terms }
}

function withoutAbsent(change: UpdateGlossary): GlossaryChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}
