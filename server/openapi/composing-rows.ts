import { z } from 'zod'
import {
  CreateLibraryItem,
  LibraryFile,
  LibraryImport,
  LibraryItem,
  LibraryList,
  LibraryVersionList,
  MarkLibraryItem,
  UpdateLibraryItem,
} from '#wire/library.ts'
import { OwnLimitList } from '#wire/money.ts'
import {
  AssistantSettings,
  CreateMemory,
  Memory,
  MemoryList,
  Preferences,
  UpdateMemory,
  UpdatePreferences,
} from '#wire/preferences.ts'
import { MessageQueue, QueueMessage, UpdateQueuedMessage } from '#wire/queue.ts'
import { StartedRun } from '#wire/runs.ts'
import type { Row } from './api-operation.ts'

const ModelQuery = z.object({ model: z.string().optional() })

/** What people prepare before they ask. */
export const COMPOSING_ROWS: Row[] = [
  [
    'get',
    '/library',
    'Prompts and presets: one’s own, those of one’s groups and the organisation’s.',
    { answer: { LibraryList } },
  ],
  [
    'post',
    '/library',
    'Add a prompt or a preset; for a group or the organisation only who may publish there.',
    { body: { CreateLibraryItem }, answer: { LibraryItem }, status: 201 },
  ],
  [
    'get',
    '/library/file',
    'All that one sees of the library, as a file.',
    { answer: { LibraryFile } },
  ],
  [
    'post',
    '/library/file',
    'Take such a file in: all of it becomes one’s own, and what is there already is left out.',
    { body: { LibraryFile }, answer: { LibraryImport } },
  ],
  [
    'put',
    '/library/:id',
    'Change one. Refused (409) where somebody else has changed it since `version`.',
    { body: { UpdateLibraryItem }, answer: { LibraryItem } },
  ],
  ['delete', '/library/:id', 'Delete one, with all its versions.'],
  [
    'get',
    '/library/:id/versions',
    'Every state that it has had.',
    { answer: { LibraryVersionList } },
  ],
  [
    'put',
    '/library/:id/mark',
    'Make it a favourite of one’s own, or no more.',
    { body: { MarkLibraryItem } },
  ],
  ['post', '/library/:id/uses', 'Count that it was used; not by whom.'],
  ['get', '/preferences', 'What one has set for oneself.', { answer: { Preferences } }],
  [
    'patch',
    '/preferences',
    'Set some of it: instructions, the model of new conversations, memory.',
    { body: { UpdatePreferences }, answer: { Preferences } },
  ],
  ['get', '/memories', 'What is remembered of oneself, newest first.', { answer: { MemoryList } }],
  [
    'post',
    '/memories',
    'Remember something.',
    { body: { CreateMemory }, answer: { Memory }, status: 201 },
  ],
  ['delete', '/memories', 'Forget everything.'],
  [
    'patch',
    '/memories/:id',
    'Put it in other words.',
    { body: { UpdateMemory }, answer: { Memory } },
  ],
  ['delete', '/memories/:id', 'Forget it.'],
  [
    'get',
    '/assistant/settings',
    'What the organisation lets its assistant do.',
    { answer: { AssistantSettings } },
  ],
  [
    'put',
    '/assistant/settings',
    'Say what the assistant may do: memory, fair counting.',
    { body: { AssistantSettings }, answer: { AssistantSettings } },
  ],
  [
    'get',
    '/limits/mine',
    'What is left of every budget and limit that counts one’s own calls to the model.',
    { query: ModelQuery, answer: { OwnLimitList } },
  ],
  [
    'get',
    '/conversations/:id/queue',
    'Messages that wait for the answer before them.',
    { answer: { MessageQueue } },
  ],
  [
    'post',
    '/conversations/:id/queue',
    'Have a message wait for the answer that is being written; it is then sent, also with no browser open.',
    { body: { QueueMessage }, answer: { MessageQueue }, status: 201 },
  ],
  [
    'post',
    '/conversations/:id/queue/next',
    'Send the first of them now. Nothing (204) where none waits; asked twice, the same run.',
    { answer: { StartedRun }, status: 201 },
  ],
  [
    'patch',
    '/conversations/:id/queue/:item',
    'Change its text, or its place among those that wait.',
    { body: { UpdateQueuedMessage }, answer: { MessageQueue } },
  ],
  [
    'delete',
    '/conversations/:id/queue/:item',
    'Take it back before it is sent.',
    { answer: { MessageQueue } },
  ],
]
