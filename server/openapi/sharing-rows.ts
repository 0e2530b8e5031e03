import { z } from 'zod'
import {
  AnswerChoice,
  AnswerChoiceLine,
  AnswerChoiceList,
  ChooseAnswer,
} from '#wire/answer-choices.ts'
import { Conversation } from '#wire/conversations.ts'
import {
  CopyShared,
  CreatedShares,
  CreateShares,
  ForkConversation,
  OpenedLink,
  OpenSharedLink,
  OwnShares,
  PreviewShare,
  RecipientList,
  SharedConversation,
  SharedItems,
  ShareList,
  SharesQuery,
} from '#wire/sharing.ts'
import type { Row } from './api-operation.ts'

/** What people let others read, copies, and choices between answers. */
export const SHARING_ROWS: readonly Row[] = [
  [
    'get',
    '/conversations/:id/shares',
    'Who may read a conversation of one’s own, and what of it may be shared.',
    { answer: { ShareList } },
  ],
  [
    'post',
    '/conversations/:id/shares',
    'Share it with people and groups, or make a link.',
    { body: { CreateShares }, answer: { CreatedShares }, status: 201 },
  ],
  [
    'post',
    '/conversations/:id/shares/preview',
    'What readers would see.',
    { body: { PreviewShare }, answer: { SharedConversation } },
  ],
  [
    'post',
    '/conversations/:id/fork',
    'A new conversation from the path that ends at a message.',
    { body: { ForkConversation }, answer: { Conversation }, status: 201 },
  ],
  [
    'get',
    '/conversations/:id/choices',
    'Which answers of a conversation one chose.',
    { answer: { AnswerChoiceList } },
  ],
  [
    'post',
    '/conversations/:id/choices',
    'Say which of several answers to a question is the best.',
    { body: { ChooseAnswer }, answer: { AnswerChoice }, status: 201 },
  ],
  [
    'get',
    '/answer-choices.jsonl',
    'All choices of the organisation, to evaluate models: one JSON object a line.',
    { answer: { AnswerChoiceLine }, type: 'application/x-ndjson' },
  ],
  [
    'get',
    '/share-recipients',
    'People and groups whose name fits, to share with: the first few.',
    { query: z.object({ q: z.string().max(100).default('') }), answer: { RecipientList } },
  ],
  ['get', '/shares', 'What one shares oneself.', { query: SharesQuery, answer: { OwnShares } }],
  ['delete', '/shares/:id', 'End a share, at once.'],
  [
    'get',
    '/shared',
    'What others share with whoever asks.',
    { query: SharesQuery, answer: { SharedItems } },
  ],
  [
    'post',
    '/shared/open',
    'Take up a link: from then on it is among what is shared with one.',
    { body: { OpenSharedLink }, answer: { OpenedLink } },
  ],
  ['get', '/shared/:id', 'Read what is shared.', { answer: { SharedConversation } }],
  [
    'post',
    '/shared/:id/copy',
    'Go on with a copy of one’s own.',
    { body: { CopyShared }, answer: { Conversation }, status: 201 },
  ],
  [
    'get',
    '/shared/:id/attachments/:attachment',
    'A file of what is shared, as bytes.',
    { answer: { Bytes: z.string() }, type: 'application/octet-stream' },
  ],
]
