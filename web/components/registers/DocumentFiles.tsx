import type { DocumentPlace } from '#sdk/registers.ts'
import { LinkButton } from '../shell/LinkButton.tsx'
import { useDocumentLang, useRegisters } from './use-registers.ts'

const FORMATS = [
  { format: 'docx', name: 'DOCX' },
  { format: 'odt', name: 'ODT' },
  { format: 'json', name: 'JSON' },
] as const

/** The same document as a file, in the language of the page. */
export function DocumentFiles({ place }: { place: DocumentPlace }) {
  const client = useRegisters()
  const lang = useDocumentLang()
  return FORMATS.map(({ format, name }) => (
    <LinkButton href={client.file(place, lang, format)} icon="download" isFile key={format}>
      {name}
    </LinkButton>
  ))
}
