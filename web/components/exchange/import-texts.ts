import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { DropReason, ImportSource, ImportUnit } from '#wire/exchange.ts'

export const UNITS: Record<ImportUnit, MessageDescriptor> = {
  conversation: msg`Conversations`,
  message: msg`Messages`,
  attachment: msg`Attached files`,
  part: msg`Other parts of messages`,
}

export const SOURCES: Record<ImportSource, string> = {
  chatgpt: 'ChatGPT',
  claude: 'Claude',
  'le-chat': 'Le Chat',
  librechat: 'LibreChat',
  'open-webui': 'Open WebUI',
  galerne: 'Galerne',
  markdown: 'Markdown',
  other: 'JSON',
}

export const REASONS: Record<DropReason, MessageDescriptor> = {
  empty: msg`Conversations without a question or an answer.`,
  unreadable: msg`Conversations that are not as they should be.`,
  too_large: msg`Conversations that are too large.`,
  in_the_bin: msg`Conversations that you have deleted here: bring them back from the bin first.`,
  twice_in_the_file: msg`Conversations that are in the file a second time.`,
  refused: msg`Conversations that your organisation’s rules do not let in.`,
  instruction: msg`Instructions to the model, which were never shown.`,
  hidden: msg`Messages that the other program did not show.`,
  blank: msg`Messages with nothing in them.`,
  joined_to_answer: msg`Steps of a tool, and thoughts: they are kept with the answer that followed.`,
  unknown_author: msg`Messages of which nobody can tell who wrote them.`,
  in_a_circle: msg`Messages that have no beginning.`,
  same_id: msg`Messages that are there a second time.`,
  too_long: msg`Messages that are too long.`,
  file_not_taken: msg`Attached files: their names stay with the message, the files do not come over.`,
  unknown_part: msg`Parts of a kind that Galerne does not know.`,
}
