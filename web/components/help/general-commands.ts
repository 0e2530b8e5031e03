import { msg } from '@lingui/core/macro'
import type { Command } from '../../state/commands.ts'
import { focusMessageField } from '../Composer.tsx'

/** What can be done from anywhere. */
export const COMMANDS: readonly Command[] = [
  {
    id: 'palette',
    label: msg`Find a command, a page or a conversation`,
    group: 'view',
    run: ({ app }) => app.overlay.set('palette'),
  },
  {
    id: 'help',
    label: msg`Show the keyboard shortcuts`,
    group: 'view',
    keywords: msg`help keys`,
    run: ({ app }) => app.overlay.set('help'),
  },
  {
    id: 'new-chat',
    label: msg`New chat`,
    group: 'conversation',
    when: ({ may }) => may('conversation.read'),
    run: ({ navigate }) => navigate('/'),
  },
  {
    id: 'focus-message-field',
    label: msg`Go to the message field`,
    group: 'conversation',
    when: () => document.querySelector('#message') !== null,
    run: focusMessageField,
  },
  {
    id: 'find-in-conversation',
    label: msg`Search in this conversation`,
    group: 'conversation',
    when: ({ conversationId }) => conversationId !== null,
    run: ({ app }) => app.overlay.set('find'),
  },
  {
    id: 'read-as-document',
    label: msg`Read this conversation as a document`,
    group: 'conversation',
    keywords: msg`print linear screen reader`,
    when: ({ conversationId }) => conversationId !== null,
    run: ({ conversationId, navigate }) => navigate(`/c/${conversationId}/document`),
  },
  {
    id: 'be-quiet',
    label: msg`Read this answer no further to my screen reader`,
    group: 'conversation',
    when: ({ conversationId }) => conversationId !== null,
    run: ({ app }) => app.reading.beQuiet(),
  },
  {
    id: 'tour',
    label: msg`Take the tour: what AI can and cannot do`,
    group: 'view',
    keywords: msg`help introduction course`,
    run: ({ app }) => app.overlay.set('tour'),
  },
  {
    id: 'settings',
    label: msg`Open the settings`,
    group: 'view',
    keywords: msg`language appearance theme sign out`,
    run: ({ app }) => app.overlay.set('settings'),
  },
]
