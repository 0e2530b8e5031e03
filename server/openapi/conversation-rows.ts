import { ChangeConversations, ChangedConversations } from '#wire/conversations.ts'
import { CreateFolder, Folder, FolderList, UpdateFolder } from '#wire/folders.ts'
import { SearchRequest, SearchResult } from '#wire/search.ts'
import { TemporaryEvent, TemporaryQuestion } from '#wire/temporary.ts'
import type { Row } from './api-operation.ts'

/** What people do with their conversations, beside having them. */
export const CONVERSATION_ROWS: Row[] = [
  [
    'post',
    '/conversations/changes',
    'The same for several conversations: archive, move, delete, bring back… What is deleted can be brought back for 30 days.',
    { body: { ChangeConversations }, answer: { ChangedConversations } },
  ],
  [
    'post',
    '/search',
    'Search in titles and messages, whatever their accents and forms of words.',
    { body: { SearchRequest }, answer: { SearchResult } },
  ],
  [
    'post',
    '/temporary-answers',
    'One answer of a chat that is stored nowhere, as a stream that cannot be had again.',
    { body: { TemporaryQuestion }, answer: { TemporaryEvent }, type: 'text/event-stream' },
  ],
  [
    'get',
    '/folders',
    'One’s folders, and those that one is a member of.',
    { answer: { FolderList } },
  ],
  [
    'post',
    '/folders',
    'Make a folder.',
    { body: { CreateFolder }, answer: { Folder }, status: 201 },
  ],
  ['get', '/folders/:id', 'One folder.', { answer: { Folder } }],
  [
    'patch',
    '/folders/:id',
    'Change what its answers are told, its model, or who else sees it.',
    { body: { UpdateFolder }, answer: { Folder } },
  ],
  ['delete', '/folders/:id', 'Remove a folder; what lies in it stays, in none.'],
]
