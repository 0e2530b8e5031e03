import { msg } from '@lingui/core/macro'
import type { Command } from '../../state/commands.ts'
import { meantWords } from './selected-words.ts'

/** Of the command, and of the overlay that it opens. */
export const TRANSLATE_SELECTION = 'translate-selection'

export const COMMANDS: readonly Command[] = [
  {
    id: TRANSLATE_SELECTION,
    label: msg`Translate what is selected`,
    group: 'conversation',
    when: ({ may }) => may('run.start') && meantWords() !== null,
    run: ({ app }) => app.overlay.set(TRANSLATE_SELECTION),
  },
]
