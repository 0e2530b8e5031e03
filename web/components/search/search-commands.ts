import { msg } from '@lingui/core/macro'
import type { Command } from '../../state/commands.ts'

/** What can be done with all of one's conversations. */
export const COMMANDS: readonly Command[] = [
  {
    id: 'search',
    label: msg`Search in all conversations`,
    group: 'conversation',
    when: ({ may }) => may('conversation.read'),
    run: ({ app }) => app.overlay.set('search'),
  },
  {
    id: 'temporary',
    label: msg`Start a temporary chat`,
    group: 'conversation',
    keywords: msg`private not stored`,
    when: ({ may }) => may('conversation.write'),
    run: ({ navigate }) => navigate('/temporary'),
  },
  {
    id: 'all-conversations',
    label: msg`Show all conversations`,
    group: 'go',
    keywords: msg`archive deleted select several`,
    when: ({ may }) => may('conversation.read'),
    run: ({ navigate }) => navigate('/conversations'),
  },
]
