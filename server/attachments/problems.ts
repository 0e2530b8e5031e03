import type { AttachmentProblem } from '#wire/attachments.ts'
import type { ErrorCode } from '#wire/errors.ts'
import { AppError } from '#server/lib/app-error.ts'

/** What happened to a file, and what to do. The web app says it in the reader's language, by its code. */
const TEXTS: Record<AttachmentProblem, string> = {
  empty: 'There is nothing in it. Choose another file.',
  too_large: 'It is larger than files may be here. Send a smaller one, or a part of it.',
  quota_person:
    'You have no room left for files. Delete conversations with files that you do not need any more.',
  quota_organisation:
    'Your organisation has no room left for files. Ask whoever runs Galerne to make more.',
  too_many_waiting: 'Too many of your files wait to be sent. Send or remove some first.',
  type_unknown:
    'Files of this kind cannot be read. Save it as PDF, DOCX, ODT, XLSX, ODS, PPTX, JPEG or PNG, and send that.',
  type_mismatch:
    'Its content is not what its name says. Rename it, or save it anew, and send that.',
  damaged: 'It is damaged, or was not saved completely. Open it, save it anew, and send that.',
  encrypted: 'It is protected by a password. Save it without one, and send that.',
  bomb: 'It becomes far larger inside than any document is, so it was not opened.',
  too_complex: 'Reading it took too long. Save it anew, or send a part of it.',
  no_text: 'There is no text in it, only pictures of pages. Have its text recognised (OCR) first.',
  malware:
    'The virus scanner found something in it. Do not open it, and tell whoever runs Galerne.',
  scan_unavailable:
    'Files are checked for viruses here, and the scanner does not answer. Try again later.',
  picture_too_large:
    'The picture is too large. Make it at most 8,000 pixels wide and high, and 8 MB.',
  picture_moves: 'Pictures that move cannot be read. Send one frame of it.',
  busy: 'Too many files are being read at the moment. Try again in a minute.',
}

const CODES: Partial<Record<AttachmentProblem, ErrorCode>> = {
  too_large: 'body_too_large',
  quota_person: 'conflict',
  quota_organisation: 'conflict',
  too_many_waiting: 'conflict',
  scan_unavailable: 'not_ready',
  busy: 'busy',
}

export function refusedFile(name: string, problem: AttachmentProblem, cause?: unknown): AppError {
  const code = CODES[problem] ?? 'invalid_request'
  return new AppError(code, `“${name}”: ${TEXTS[problem]}`, { problem, cause })
}
