import { z } from 'zod'

/** The languages that documents and open pages of the server are written in: those of the web app. */
export const DocumentLang = z.enum(['en', 'de', 'fr'])
export type DocumentLang = z.infer<typeof DocumentLang>

/** The first that is wanted and there is; English where none is. @param wanted Tags (BCP 47), the preferred ones first. */
export function pickDocumentLang(wanted: readonly string[]): DocumentLang {
  for (const tag of wanted) {
    const found = DocumentLang.safeParse(tag.trim().toLowerCase().split('-')[0])
    if (found.success) return found.data
  }
  return 'en'
}
