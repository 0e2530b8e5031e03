import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { AttachmentNote, AttachmentProblem } from '#wire/attachments.ts'

/** Why a file did not arrive, and what to do. */
export const PROBLEM_TEXTS: Record<AttachmentProblem | 'too_many', MessageDescriptor> = {
  too_many: msg`A message takes at most 20 files. Send some of them with the next one.`,
  empty: msg`There is nothing in this file. Choose another one.`,
  too_large: msg`This file is too large. Send a smaller one, or a part of it.`,
  quota_person: msg`You have no room left for files. Delete conversations with files that you do not need any more.`,
  quota_organisation: msg`Your organisation has no room left for files. Ask whoever runs Galerne to make more.`,
  too_many_waiting: msg`Too many of your files wait to be sent. Send or remove some first.`,
  type_unknown: msg`Files of this kind cannot be read. Save it as PDF, DOCX, ODT, XLSX, ODS, PPTX, JPEG or PNG, and send that.`,
  type_mismatch: msg`The content of this file is not what its name says. Save it anew, and send that.`,
  damaged: msg`This file is damaged or incomplete. Open it, save it anew, and send that.`,
  encrypted: msg`This file is protected by a password. Save it without one, and send that.`,
  bomb: msg`This file becomes far larger inside than any document is, so it was not opened.`,
  too_complex: msg`Reading this file took too long. Save it anew, or send a part of it.`,
  no_text: msg`There is no text in this file, only pictures of pages. Have its text recognised (OCR) first, or send the pages as pictures to a model that sees.`,
  malware: msg`The virus scanner found something in this file. Do not open it, and tell whoever runs Galerne.`,
  scan_unavailable: msg`Files are checked for viruses here, and the scanner does not answer. Try again later.`,
  picture_too_large: msg`This picture is too large. Make it smaller, and send that.`,
  picture_moves: msg`Pictures that move cannot be read. Send one frame of it.`,
  busy: msg`Too many files are being read at the moment. Try again in a minute.`,
}

/** What to know of how it was read. */
export const NOTE_TEXTS: Record<AttachmentNote, MessageDescriptor> = {
  macros_ignored: msg`Macros in this file were not opened.`,
  hidden_text: msg`This file has text that one does not see when one opens it. It is marked below. Hidden text may try to instruct the model.`,
  changes_accepted: msg`Tracked changes are shown as accepted; what was deleted is left out.`,
  comments_included: msg`Comments are included.`,
  mail_attachments_listed: msg`Attachments of this mail are listed, not read. Attach them one by one.`,
  encoding_guessed: msg`This file does not say in which encoding it was written. If letters look wrong, save it as UTF-8.`,
  pages_without_text: msg`Some pages are pictures without text, and are missing.`,
  read_by_ocr: msg`The text was recognised from pictures (OCR) and may have mistakes.`,
  cut: msg`This file is very long: the rest of it was not read.`,
  place_removed: msg`What the picture told of camera, time and place was removed.`,
}
