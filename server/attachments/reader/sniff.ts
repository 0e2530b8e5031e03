import { Unreadable } from './reading.ts'
import { openZip, type Zip } from './zip-reader.ts'

export type Format =
  | 'pdf'
  | 'docx'
  | 'xlsx'
  | 'pptx'
  | 'odt'
  | 'ods'
  | 'odp'
  | 'jpeg'
  | 'png'
  | 'webp'
  | 'eml'
  | 'html'
  | 'text'

export interface Sniffed {
  format: Format
  /** Of formats that are archives. */
  zip?: Zip
}

const OOXML = 'application/vnd.openxmlformats-officedocument'
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument'

export const MEDIA_TYPES: Readonly<Record<Exclude<Format, 'text'>, string>> = {
  pdf: 'application/pdf',
  docx: `${OOXML}.wordprocessingml.document`,
  xlsx: `${OOXML}.spreadsheetml.sheet`,
  pptx: `${OOXML}.presentationml.presentation`,
  odt: `${OPEN_DOCUMENT}.text`,
  ods: `${OPEN_DOCUMENT}.spreadsheet`,
  odp: `${OPEN_DOCUMENT}.presentation`,
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  eml: 'message/rfc822',
  html: 'text/html',
}

/** What names promise. Others promise nothing: whatever text is in them is read. */
const BY_EXTENSION: Readonly<Record<string, Format>> = {
  pdf: 'pdf',
  docx: 'docx',
  docm: 'docx',
  dotx: 'docx',
  xlsx: 'xlsx',
  xlsm: 'xlsx',
  xltx: 'xlsx',
  pptx: 'pptx',
  pptm: 'pptx',
  ppsx: 'pptx',
  odt: 'odt',
  ott: 'odt',
  ods: 'ods',
  ots: 'ods',
  odp: 'odp',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  png: 'png',
  webp: 'webp',
  eml: 'eml',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  txt: 'text',
  md: 'text',
  csv: 'text',
  tsv: 'text',
}

const PICTURES: ReadonlySet<Format> = new Set(['jpeg', 'png', 'webp'])

/** What a file is by its content. Throws Unreadable where nobody here reads it, or where its name says something else. */
export function sniff(name: string, bytes: Buffer): Sniffed {
  const extension = extensionOf(name)
  const promised = BY_EXTENSION[extension]
  const sniffed = byContent(bytes, extension)
  const { format } = sniffed
  // A picture is a picture to whoever sends it, and HTML without its ending is text that is read as well.
  const isSame =
    promised === undefined ||
    promised === format ||
    (PICTURES.has(promised) && PICTURES.has(format)) ||
    (promised === 'text' && (format === 'html' || format === 'eml'))
  if (!isSame) throw new Unreadable('type_mismatch', `${promised} that is ${format}`)
  return sniffed
}

export function extensionOf(name: string): string {
  return /\.([a-z\d]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
}

function byContent(bytes: Buffer, extension: string): Sniffed {
  const head = bytes.toString('latin1', 0, 1_024)
  if (head.includes('%PDF-')) return { format: 'pdf' }
  if (head.startsWith('PK')) return ofZip(bytes)
  if (head.startsWith('\u00d0\u00cf\u0011\u00e0')) throw ofOldOffice(bytes)
  if (head.startsWith('\u00ff\u00d8\u00ff')) return { format: 'jpeg' }
  if (head.startsWith('\u0089PNG\r\n\u001a\n')) return { format: 'png' }
  if (/^RIFF....WEBP/s.test(head)) return { format: 'webp' }
  const start = head.replace(/^\u00ef\u00bb\u00bf/, '').trimStart()
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype svg[^>]*>\s*)?<svg[\s>]/is.test(start)) {
    throw new Unreadable('type_unknown', 'SVG')
  }
  if (extension === 'eml' || isMail(start)) return { format: 'eml' }
  if (/^(?:html?|xhtml)$/.test(extension) || /^<(?:!doctype html|html)[\s>]/i.test(start)) {
    return { format: 'html' }
  }
  return { format: 'text' }
}

function isMail(start: string): boolean {
  const [headers = ''] = start.split(/\r?\n\r?\n/, 1)
  return (
    /^(?:received|return-path|mime-version|message-id|from):/im.test(headers) &&
    /^(?:[\w-]+: ?.*\r?\n|\s+.*\r?\n){2,}/.test(`${headers}\n`) &&
    /^(?:date|subject|to):/im.test(headers)
  )
}

function ofZip(bytes: Buffer): Sniffed {
  const zip = openZip(bytes)
  if (zip.has('mimetype')) {
    const type = zip.text('mimetype')?.trim() ?? ''
    const format = (['odt', 'ods', 'odp'] as const).find((one) => type.startsWith(MEDIA_TYPES[one]))
    if (format) return { format, zip }
  }
  if (zip.has('[Content_Types].xml')) {
    if (zip.has('word/document.xml')) return { format: 'docx', zip }
    if (zip.has('xl/workbook.xml')) return { format: 'xlsx', zip }
    if (zip.has('ppt/presentation.xml')) return { format: 'pptx', zip }
  }
  throw new Unreadable('type_unknown', 'an archive')
}

/** Files of Office that need a password look like those of before 2007. */
function ofOldOffice(bytes: Buffer): Unreadable {
  const isLocked = bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))
  return new Unreadable(isLocked ? 'encrypted' : 'type_unknown', 'Office before 2007')
}
