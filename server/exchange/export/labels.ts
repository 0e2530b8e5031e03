import type { ArchivedMessage } from '#wire/exchange.ts'
import { fill, type ExportTexts } from '../texts/export-texts.ts'
import type { ExportedHead } from './export-store.ts'

/** What every document of an export says in the same way. */
export interface ExportAbout {
  lang: string
  texts: ExportTexts
  /** Whose it is. */
  author: string
  madeAt: string
  /** Where anybody checks a text: `https://…/check`. */
  checkUrl: string
  /** Where files lie beside it, by their ids: addresses relative to it. Absent: they do not. */
  files?: ReadonlyMap<string, string>
}

/** Who wrote an answer and who answers for it: stands on every one (AI Act, Article 50), in every format. */
export function labelOf(
  message: ArchivedMessage,
  head: Pick<ExportedHead, 'importedFrom'>,
  { texts, lang, checkUrl }: ExportAbout,
): string {
  const { approval, origin, modelId } = message
  const place = origin?.place ?? null
  const lines = [
    fill(texts.writtenByAi, { model: modelId ?? '?' }),
    ...(place === null ? [] : [fill(texts.computedIn, { place })]),
    ...(approval
      ? [fill(texts.approvedBy, { name: approval.by, day: dayOf(approval.at, lang) })]
      : []),
    ...(message.status === 'complete' ? [] : [texts.incomplete]),
    // What another program wrote is not known here.
    ...(head.importedFrom === null ? [fill(texts.checkText, { url: checkUrl })] : []),
  ]
  return lines.join(' ')
}

export function dayOf(at: string, lang: string): string {
  // English as Europe writes it.
  const locale = lang === 'en' ? 'en-GB' : lang
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  return format.format(new Date(at))
}
