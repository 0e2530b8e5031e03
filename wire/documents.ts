import { z } from 'zod'
import { DocumentLang } from './document-languages.ts'

/** `live`: read from configuration and traffic just now. `said`: a person of the organisation said so. `missing`: nobody has. */
export const FactSource = z.enum(['live', 'said', 'missing'])
export type FactSource = z.infer<typeof FactSource>

/** What documents are made of: little enough that a page, a DOCX and an ODT show the same. */
export const DocumentBlock = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('heading'),
    level: z.union([z.literal(2), z.literal(3)]),
    text: z.string(),
  }),
  z.object({ type: z.literal('paragraph'), text: z.string() }),
  z.object({ type: z.literal('note'), text: z.string() }),
  z.object({ type: z.literal('list'), items: z.array(z.string()) }),
  z.object({
    type: z.literal('facts'),
    rows: z.array(z.object({ name: z.string(), value: z.string(), source: FactSource })),
  }),
  /** The first column names its row. */
  z.object({
    type: z.literal('table'),
    caption: z.string(),
    columns: z.array(z.string()),
    rows: z.array(z.array(z.string())),
  }),
])
export type DocumentBlock = z.infer<typeof DocumentBlock>

export const TextDocument = z.object({
  title: z.string(),
  lang: DocumentLang,
  /** Who publishes it: the organisation. */
  author: z.string(),
  madeAt: z.iso.datetime(),
  blocks: z.array(DocumentBlock),
})
export type TextDocument = z.infer<typeof TextDocument>

/** How a document can be had beside its page. */
export const DocumentFormat = z.enum(['json', 'docx', 'odt'])
export type DocumentFormat = z.infer<typeof DocumentFormat>
