import { z } from 'zod'
import { plainText } from './plain-text.ts'

const Id = z.uuid()

/** Who sees it: whoever made it, a group, or everybody. */
export const LibraryScope = z.enum(['own', 'group', 'organisation'])
export type LibraryScope = z.infer<typeof LibraryScope>

/** Letters of any script, digits, hyphens: what one types after a slash. */
const Word = z.string().regex(/^[\p{L}\p{M}\p{N}_-]{1,40}$/u)

export const VariableType = z.enum(['text', 'long_text', 'number', 'date', 'choice'])
export type VariableType = z.infer<typeof VariableType>

/** What is asked of whoever uses a prompt; `{{name}}` in its text is where the value goes. */
export const PromptVariable = z
  .strictObject({
    name: Word,
    /** What the field is called; empty: its name. */
    label: plainText(200),
    type: VariableType,
    isRequired: z.boolean(),
    /** What stands in the field at first; dates as YYYY-MM-DD. */
    default: z.string().max(4000),
    /** Of `choice`. */
    choices: z.array(plainText(200).min(1)).max(50).default([]),
    /** Of `number`. */
    min: z.number().nullable().default(null),
    max: z.number().nullable().default(null),
  })
  .refine(({ type, choices }) => type !== 'choice' || choices.length > 0, {
    error: 'A choice needs something to choose from.',
    path: ['choices'],
  })
  .refine(({ min, max }) => min === null || max === null || min <= max, {
    error: 'The smallest number is larger than the largest one.',
    path: ['max'],
  })
export type PromptVariable = z.infer<typeof PromptVariable>

export const PromptContent = z
  .strictObject({
    kind: z.literal('prompt'),
    text: z.string().min(1).max(20_000),
    variables: z.array(PromptVariable).max(20),
  })
  .refine(({ variables }) => new Set(variables.map(({ name }) => name)).size === variables.length, {
    error: 'Two variables have the same name.',
    path: ['variables'],
  })
export type PromptContent = z.infer<typeof PromptContent>

/** Who answers, and how; null: as the model has it. */
export const PresetContent = z.strictObject({
  kind: z.literal('preset'),
  modelId: plainText(200).nullable(),
  instructions: z.string().max(8000),
  temperature: z.number().min(0).max(2).nullable(),
  topP: z.number().min(0).max(1).nullable(),
  maxTokens: z.int().min(1).max(100_000).nullable(),
})
export type PresetContent = z.infer<typeof PresetContent>

export const LibraryContent = z.discriminatedUnion('kind', [PromptContent, PresetContent])
export type LibraryContent = z.infer<typeof LibraryContent>

const Described = {
  /** What one types after a slash, or an @. */
  command: Word,
  title: plainText(120).min(1),
  description: plainText(500),
  /** BCP 47, of its text; null: not said. */
  lang: z.string().max(35).nullable(),
  content: LibraryContent,
}

export const CreateLibraryItem = z
  .strictObject({ ...Described, scope: LibraryScope, groupId: Id.nullable() })
  .refine(({ scope, groupId }) => (scope === 'group') === (groupId !== null), {
    error: 'A group’s has the id of the group, any other has none.',
    path: ['groupId'],
  })
export type CreateLibraryItem = z.infer<typeof CreateLibraryItem>

export const UpdateLibraryItem = z.strictObject({
  ...Described,
  /** The one that was changed: where there is a newer one in the meantime, nothing is overwritten. */
  version: z.int().positive(),
})
export type UpdateLibraryItem = z.infer<typeof UpdateLibraryItem>

export const LibraryItem = z.object({
  ...Described,
  id: Id,
  scope: LibraryScope,
  groupId: Id.nullable(),
  /** Of the group. */
  groupName: z.string().nullable(),
  version: z.int().positive(),
  isFavourite: z.boolean(),
  /** How often anybody has used it. */
  uses: z.int().nonnegative(),
  mayEdit: z.boolean(),
  updatedAt: z.iso.datetime(),
})
export type LibraryItem = z.infer<typeof LibraryItem>

export const LibraryList = z.object({
  items: z.array(LibraryItem),
  /** Where one may publish beside one's own. */
  mayPublish: z.object({
    organisation: z.boolean(),
    groups: z.array(z.object({ id: Id, name: z.string() })),
  }),
})
export type LibraryList = z.infer<typeof LibraryList>

export const LibraryVersion = z.object({
  version: z.int().positive(),
  title: z.string(),
  content: LibraryContent,
  /** Null: somebody who is gone. */
  by: z.string().nullable(),
  at: z.iso.datetime(),
})
export type LibraryVersion = z.infer<typeof LibraryVersion>

export const LibraryVersionList = z.object({ versions: z.array(LibraryVersion) })
export type LibraryVersionList = z.infer<typeof LibraryVersionList>

export const MarkLibraryItem = z.strictObject({ isFavourite: z.boolean() })
export type MarkLibraryItem = z.infer<typeof MarkLibraryItem>

/** A library as a file: whoever takes it in gets all of it as their own. */
export const LibraryFile = z.strictObject({
  format: z.literal('galerne-library-1'),
  items: z.array(z.strictObject(Described)).max(500),
})
export type LibraryFile = z.infer<typeof LibraryFile>

/** What came of each: those that were there already, word for word, are left out. */
export const LibraryImport = z.object({
  added: z.int().nonnegative(),
  present: z.int().nonnegative(),
})
export type LibraryImport = z.infer<typeof LibraryImport>
