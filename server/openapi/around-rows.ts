import { AnswerProposal, AroundAnswer } from '#wire/around-answers.ts'
import { AddFolderFile, FolderFiles, UpdateFolderFile } from '#wire/folder-files.ts'
import type { Row } from './api-operation.ts'

/** What stands below an answer, and the files of folders. */
export const AROUND_ROWS: Row[] = [
  [
    'get',
    '/messages/:id/around',
    'What stands below an answer of one’s own: questions that may come next, and what a model proposes to remember.',
    { answer: { AroundAnswer } },
  ],
  [
    'post',
    '/memories/proposals/:id',
    'Keep what a model proposed to remember, in its words or in others, or refuse it for good.',
    { body: { AnswerProposal } },
  ],
  [
    'get',
    '/folders/:id/files',
    'The files that every conversation of a folder is told, and how much of them fits.',
    { answer: { FolderFiles } },
  ],
  [
    'post',
    '/folders/:id/files',
    'Put a file that one has just uploaded into a folder of one’s own.',
    { body: { AddFolderFile }, answer: { FolderFiles }, status: 201 },
  ],
  [
    'patch',
    '/folders/:id/files/:file',
    'How carefully a file is to be handled, and every conversation that is told of it.',
    { body: { UpdateFolderFile }, answer: { FolderFiles } },
  ],
  [
    'delete',
    '/folders/:id/files/:file',
    'Take a file out of a folder, and delete it; answers that were told of it stay.',
    { answer: { FolderFiles } },
  ],
]
