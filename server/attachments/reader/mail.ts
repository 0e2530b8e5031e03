import type { AttachmentNote } from '#wire/attachments.ts'
import PostalMime, { type Address, type Email } from 'postal-mime'
import { htmlToMarkdown } from './html.ts'
import { joinBlocks, Unreadable, whole, type ReadText } from './reading.ts'

/** A mail (RFC 5322): who, when, about what; its text; and what hangs on it, by name alone. */
export async function readMail(bytes: Buffer): Promise<ReadText> {
  const mail = await new PostalMime({
    maxNestingDepth: 32,
    maxHeadersSize: 512 * 1024,
    forceRfc822Attachments: true,
  })
    .parse(bytes)
    .catch(() => {
      throw new Unreadable('damaged', 'mail')
    })
  const notes = new Set<AttachmentNote>()
  const head = [
    ['From', mail.from ? [mail.from] : []],
    ['To', mail.to ?? []],
    ['Cc', mail.cc ?? []],
  ] as const
  const lines = head.flatMap(([name, people]) =>
    people.length > 0 ? [`${name}: ${people.map(nameOf).join(', ')}`] : [],
  )
  if (mail.date) lines.push(`Date: ${mail.date}`)
  lines.push(`Subject: ${mail.subject ?? ''}`)
  const body = bodyOf(mail, notes)
  return { sections: [whole(joinBlocks([lines.join('\n'), body, listOf(mail, notes)]))], notes }
}

function nameOf(address: Address): string {
  if (address.address)
    return address.name ? `${address.name} <${address.address}>` : address.address
  return address.name ?? ''
}

function bodyOf({ text, html }: Email, notes: Set<AttachmentNote>): string {
  if (html === undefined) return text?.trim() ?? ''
  // Both are the same message: that of a person's program is the HTML, and only it can hide something.
  const shown = htmlToMarkdown(html, notes)
  return shown === '' ? (text?.trim() ?? '') : shown
}

function listOf({ attachments }: Email, notes: Set<AttachmentNote>): string {
  const shown = attachments.filter(
    ({ disposition, related }) => disposition !== 'inline' || !related,
  )
  if (shown.length === 0) return ''
  notes.add('mail_attachments_listed')
  const lines = shown.map(
    ({ filename, mimeType, content }) =>
      `- ${filename ?? 'without a name'} (${mimeType}, ${sizeOf(content)} bytes)`,
  )
  return ['Attachments of this mail, which were not read:', ...lines].join('\n')
}

function sizeOf(content: ArrayBuffer | Uint8Array | string): number {
  return typeof content === 'string' ? content.length : content.byteLength
}
